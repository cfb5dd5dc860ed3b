import type { Clock } from '../../lib/clock.ts'
import type { Table } from './table.ts'

/** What a database that is filled batch by batch is opened with. */
export interface CopyTargetOptions {
  /** All that the source's schema has. */
  tables: readonly Table[]
  /** Of the source. */
  schema: number
  clock: Clock
  /** Of this run alone, so that an earlier one that still lives can tell that it was replaced. */
  runId: string
}

/** What a database that is filled all at once is opened with. */
export interface RestoreTargetOptions {
  tables: readonly Table[]
  clock: Clock
  /** Whether what the database holds may give way. */
  mayReplace: boolean
}
