import { advisoryLocks } from '../writes/advisory-locks.ts'
import type { Locking } from '../writes/locking.ts'
import { acrossLocations, type StatementForms } from './statement-forms.ts'

/** What depends on where a database keeps its rows. */
export interface Layout {
  forms: StatementForms
  locking: Locking
}

/** All rows are on one server. */
export const oneServer: Layout = { forms: acrossLocations, locking: advisoryLocks }
