import type { SqlParams } from '../../statement.ts'
import { type CopyLayout, copyOnOneServer } from '../copy/copy-layout.ts'
import { advisoryLocks } from '../writes/advisory-locks.ts'
import type { Locking } from '../writes/locking.ts'
import type { BufferedStatement } from '../writes/write-batches.ts'
import type { Connection, Row } from './connection.ts'
import type { Prepared } from './prepared.ts'
import { acrossLocations, type StatementForms } from './statement-forms.ts'

/** What depends on where a database keeps its rows. */
export interface Layout {
  forms: StatementForms
  locking: Locking
  /** Undefined where every row is found by its id. */
  places?: Places
  copying: CopyLayout
  /** Whether a server's prepared statements may persist; undefined if those of all may. */
  mayKeepStatements?(connection: Connection): Promise<boolean>
}

/** The locations of ids that a request may give alone. */
export interface Places {
  /** Runs a read by an id alone, also if its place is unknown. @returns the rows of each set; undefined for any other read. */
  read(connection: Connection, prepared: Prepared, sets: readonly SqlParams[]): Promise<Row[][]> | undefined
  /** Commits the places of the rows that statements are about to insert, as far as their servers take them now. */
  record(connection: Connection, statements: readonly BufferedStatement[]): Promise<void>
}

/** All rows are on one server. */
export const oneServer: Layout = { forms: acrossLocations, locking: advisoryLocks, copying: copyOnOneServer }
