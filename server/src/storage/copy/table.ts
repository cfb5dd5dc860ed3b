import type { SqlValue } from '../statement.ts'

export interface Column {
  name: string
  kind: 'text' | 'integer' | 'bytes'
}

/** The description of a table for a copy. */
export interface Table {
  name: string
  columns: readonly Column[]
  /** The positions of the columns that identify a row, in the order of their index. */
  key: readonly number[]
  /** Whether the database numbers the rows, in the column `sequence`. */
  isCounted: boolean
}

/** The values of a row or a key, in column order. */
export type Row = readonly SqlValue[]

/** The rows with keys after one and up to another. Keys are ordered by bytes. */
export interface KeyRange {
  after?: Row | undefined
  upTo?: Row | undefined
}

export const keyOf = (table: Table, row: Row): Row => table.key.map((place) => row[place] as SqlValue)

/** The key of a row as unique text. */
export const keyText = (table: Table, row: Row): string => JSON.stringify(keyOf(table, row))
