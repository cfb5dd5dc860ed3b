import type { ImportFormat } from '../import-choices.ts'
/** A value of a row: the text of a cell, or the parsed JSON of a property. */
export type Cell = unknown

/** One contact of a file, as it came. */
export interface SourceRow {
  /** From 1. A header, a preamble and empty rows are none. */
  number: number
  /** By column of the file, as many as the row has. */
  cells: readonly Cell[]
  /** Why the row can not be read at all. */
  flaw?: string
  /** What the rejects file repeats: the cells, the line of JSON, or the text of the card. */
  raw: readonly string[] | string
}

/** A contact file: how its contacts are read, and what was found out about it. */
export interface Source {
  format: ImportFormat
  /** Names by position, as they came. The list of a JSON lines file grows while its rows are read. */
  columns: readonly string[]
  /** What was found out, for people: `UTF-8, separated by commas`. */
  shape: string
  /**
   * Reads the contacts from the start, each time it is called.
   * @param onBytes receives the number of bytes read so far.
   * @throws InputError if the file can't be read to its end.
   */
  rows(onBytes?: (bytes: number) => void): AsyncIterable<SourceRow>
}
