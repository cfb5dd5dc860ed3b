import type { SqlValue } from '../statement.ts'

export interface Column {
  name: string
  kind: 'text' | 'integer' | 'bytes'
}

/** A table as whoever copies it needs to know it. */
export interface Table {
  name: string
  columns: readonly Column[]
  /** The places of the columns that a row is told from others by, in the order of an index of theirs. */
  key: readonly number[]
  /** Whether the database itself counts its rows, in the column `sequence`. */
  isCounted: boolean
}

/** The values of a row, or of a key, in the order of the columns. */
export type Row = readonly SqlValue[]

/** Rows whose keys come behind one, and up to another. Keys are ordered by bytes. */
export interface KeyRange {
  after?: Row | undefined
  upTo?: Row | undefined
}

export const keyOf = (table: Table, row: Row): Row => table.key.map((place) => row[place] as SqlValue)

/** The key of a row as a text that is no other row's. */
export const keyText = (table: Table, row: Row): string => JSON.stringify(keyOf(table, row))
