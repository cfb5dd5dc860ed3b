import type { KeyRange, Row, Table } from './table.ts'

/** The size limits of a page. A longer row gets its own page. */
export const pageLimits = { rows: 1_000, bytes: 4 * 1024 * 1024 } as const

/** Reads tables in key order. */
export interface TableReader {
  /** The number of rows in a range. */
  count(table: Table, range: KeyRange): Promise<number>
  /** The first rows of a range, limited by `pageLimits`; empty if the range is. */
  page(table: Table, range: KeyRange): Promise<Row[]>
  /** The last number of the table's auto-increment counter; 0 without one. */
  counter(table: Table): Promise<number>
}

/** The state of a database at one moment, unaffected by concurrent writes. */
export interface Snapshot extends TableReader {
  /** The number of the newest migration. */
  readonly schema: number
  close(): Promise<void>
}

/** A database that is being filled. */
export interface CopyTarget extends TableReader {
  /** Adds new rows. */
  insert(table: Table, rows: readonly Row[]): Promise<void>
  remove(table: Table, keys: readonly Row[]): Promise<void>
  /** Sets the table's auto-increment counter. */
  setCounter(table: Table, counter: number): Promise<void>
  /**
   * Makes the database usable and durable.
   * @throws CopyError if a row refers to a missing one.
   */
  finish(): Promise<void>
  /** Closes it. Without an earlier `finish`, the database stays unusable. */
  close(): Promise<void>
}

/** A copy can't be made, or is wrong. The message is one sentence for people. */
export class CopyError extends Error {
  override name = 'CopyError'
}
