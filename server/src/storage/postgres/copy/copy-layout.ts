import type { Connection } from '../connection/connection.ts'

/** What of a copy, a backup and a restore depends on where a database keeps its rows. */
export interface CopyLayout {
  /** The settings of each of their transactions. */
  settings: readonly string[]
  /** A condition on `pg_constraint`: the keys of the tables themselves. */
  ownKeys: string
  /** The last number that the column `sequence` of a table was given, as an expression. */
  lastNumber(table: string): string
  /** What is derived from the rows once all are there, before their foreign keys are checked. */
  derived: readonly string[]
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
  lastNumber: lastOfSequence,
  derived: [],
  beginSnapshot: (_connection, begin) => begin(),
}
