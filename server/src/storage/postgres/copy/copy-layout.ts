import type { KeyRange, Row, Table } from '../../copy/table.ts'
import type { Connection } from '../connection/connection.ts'

/** How a snapshot numbers rows that several locations have given the same number. */
export interface Numbering {
  /** The highest number that it gives. */
  readonly last: number
  /** A range of a table with the numbers given here, as a range in the database. */
  inShards(table: Table, range: KeyRange): KeyRange
  /** A row of the database with the numbers given here. */
  elsewhere(table: Table, row: Row): Row
}

/** What of a copy, a backup and a restore depends on where a database keeps its rows. */
export interface CopyLayout {
  /** The settings of each of their transactions. */
  settings: readonly string[]
  /** A condition on `pg_constraint`: the keys of the tables themselves. */
  ownKeys: string
  /** What is derived from the rows once all are there, before their foreign keys are checked. */
  derived: readonly string[]
  /** Undefined where no two locations have given the same number. */
  readNumbering?(connection: Connection): Promise<Numbering>
  /**
   * Begins the transaction of a snapshot.
   * @param begin begins it on the connection.
   * @param openOther opens another connection to the same database, which the caller closes afterwards.
   */
  beginSnapshot(
    connection: Connection,
    begin: () => Promise<void>,
    openOther: () => Promise<Connection>,
  ): Promise<void>
}

/** The sequence that numbers the rows of a table, as an expression. */
export const sequenceOf = (table: string): string =>
  `pg_get_serial_sequence('${table}', 'sequence')::regclass`

/** The last number that it gave; null before the first. */
export const lastOfSequence = (table: string): string => `pg_sequence_last_value(${sequenceOf(table)})`

/** All rows are on one server. */
export const copyOnOneServer: CopyLayout = {
  settings: [],
  ownKeys: 'conparentid = 0',
  derived: [],
  beginSnapshot: (_connection, begin) => begin(),
}
