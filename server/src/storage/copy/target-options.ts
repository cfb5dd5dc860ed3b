import type { Clock } from '../../lib/clock.ts'
import type { Table } from './table.ts'

/** Options of a database that is filled in batches. */
export interface CopyTargetOptions {
  /** All tables of the source's schema. */
  tables: readonly Table[]
  /** The schema of the source. */
  schema: number
  clock: Clock
  /** Unique to this run, so that an earlier run that is still alive notices that it was replaced. */
  runId: string
}

/** Options of a database that is filled in one transaction. */
export interface RestoreTargetOptions {
  tables: readonly Table[]
  clock: Clock
  /** Whether existing data may be replaced. */
  mayReplace: boolean
}
