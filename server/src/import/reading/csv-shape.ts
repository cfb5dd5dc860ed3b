import { parse } from 'csv-parse/sync'
import { headerKey } from '../mapping/header-key.ts'
import { isKnownHeader } from '../mapping/known-headers.ts'
import { reasonColumn } from '../refusal-names.ts'

/** How a file of separated values is built. */
export interface CsvShape {
  delimiter: string
  /** The records before the header that are none: a `sep=;`, a preamble. */
  skippedRecords: number
  columns: string[]
}

/** The most records among which the header is searched. LinkedIn's has three lines before it. */
const maxRecordsTried = 20
const delimiters = [',', ';', '\t', '|'] as const

/** The longest record, in characters: a quote that is never closed must not gather the rest of a large file. */
export const maxRecordLength = 4 * 1024 * 1024

/** The options of csv-parse, for the header and for the rows. Cells stay as they came. */
export const csvOptions = (delimiter: string) => ({
  delimiter,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  max_record_size: maxRecordLength,
})

/**
 * Finds the delimiter and the header of a file. The delimiter gives most records the same number of cells; the header
 * is the record with the most names that some exporter uses, or else the first one of that width.
 * @param text the beginning of the file.
 * @returns undefined if there is no record.
 */
export function findCsvShape(text: string): CsvShape | undefined {
  const named = /^sep=(.)\r?\n/.exec(text)?.[1]
  const tried = named === undefined ? delimiters : [named]
  const found = tried.map((delimiter) => judge(text, delimiter)).filter((shape) => shape !== undefined)
  // Of equal ones, the first in the list.
  return found.reduce<(CsvShape & { score: number }) | undefined>(
    (best, shape) => (best === undefined || shape.score > best.score ? shape : best),
    undefined,
  )
}

function judge(text: string, delimiter: string): (CsvShape & { score: number }) | undefined {
  const all = recordsIn(text, delimiter)
  const isNote = all[0]?.join('').startsWith('sep=') ?? false
  const records = isNote ? all.slice(1) : all
  if (records.length === 0) return undefined
  const width = usualWidth(records)
  const known = records.map((record) => record.filter((name) => isKnownHeader(headerKey(name))).length)
  const most = Math.max(...known)
  const at =
    most > 0
      ? known.indexOf(most)
      : Math.max(
          0,
          records.findIndex((record) => record.length === width),
        )
  const share = records.filter((record) => record.length === width).length / records.length
  return {
    delimiter,
    skippedRecords: at + Number(isNote),
    columns: namesIn(records[at] ?? []),
    score: most * 10 + (width > 1 ? share * 10 + Math.min(width, 9) / 10 : 0),
  }
}

/**
 * The names of a header. Spreadsheets lengthen the header of a file of refused rows to the width of its longest row: the
 * surplus cells of a row stay without a column.
 */
function namesIn(record: readonly string[]): string[] {
  const names = record.map((name) => name.trim())
  const reason = names.findIndex((name) => headerKey(name) === headerKey(reasonColumn))
  const isSurplus = reason !== -1 && names.slice(reason + 1).every((name) => name === '')
  return names.slice(0, isSurplus ? reason + 1 : undefined).map((name, at) => name || `Column ${at + 1}`)
}

/** Records that are complete in the text. */
function recordsIn(text: string, delimiter: string): string[][] {
  const records: string[][] = []
  try {
    parse(text, {
      ...csvOptions(delimiter),
      to: maxRecordsTried,
      on_record: (record: string[]) => {
        records.push(record)
        return null
      },
    })
  } catch {
    // The text may end within quotes.
  }
  return records
}

/** The most frequent number of cells; of equally frequent ones, the greatest. */
function usualWidth(records: readonly string[][]): number {
  const counts = new Map<number, number>()
  for (const { length } of records) counts.set(length, (counts.get(length) ?? 0) + 1)
  return [...counts].sort(([a, times], [b, others]) => others - times || b - a)[0]?.[0] ?? 0
}
