import type { KeyRange, Row, Table } from './table.ts'

/** What a page may hold. A row that is longer alone comes alone. */
export const pageLimits = { rows: 1_000, bytes: 4 * 1024 * 1024 } as const

/** Reads tables in the order of their keys. */
export interface TableReader {
  /** The number of rows of a range. */
  count(table: Table, range: KeyRange): Promise<number>
  /** The first rows of a range, bounded by `pageLimits`; none when there is none. */
  page(table: Table, range: KeyRange): Promise<Row[]>
  /** What the database counted last, where it counts; else 0. */
  counter(table: Table): Promise<number>
}

/** A database as it is at one moment, whoever writes meanwhile. */
export interface Snapshot extends TableReader {
  /** The number of the newest migration. */
  readonly schema: number
  close(): Promise<void>
}

/** A database that is being filled. */
export interface CopyTarget extends TableReader {
  /** Adds rows that are not there yet. */
  insert(table: Table, rows: readonly Row[]): Promise<void>
  remove(table: Table, keys: readonly Row[]): Promise<void>
  /** Has the database count on behind a number. */
  setCounter(table: Table, counter: number): Promise<void>
  /**
   * Makes it a database that can be used, and all of it durable.
   * @throws CopyError where a row refers to one that is not there.
   */
  finish(): Promise<void>
  /** Lets go of it. Without `finish` before, it stays a database that nobody uses. */
  close(): Promise<void>
}

/** A copy can't be made, or is wrong. The message is one sentence for people. */
export class CopyError extends Error {
  override name = 'CopyError'
}
