import { Readable } from 'node:stream'
import { CsvError, parse } from 'csv-parse'
import { isEmail } from '../../lib/addresses.ts'
import { InputError } from '../../lib/input-error.ts'
import { csvOptions, findCsvShape } from './csv-shape.ts'
import { flawOfRecord } from './row-flaw.ts'
import type { Source, SourceRow } from './source.ts'
import { readBeginning, readText, type TextEncoding } from './text-encoding.ts'

/** Enough for a preamble, a header and some rows, in UTF-16 units. */
const beginningLength = 256 * 1024

const delimiterNames: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'bars',
}

/**
 * A file of separated values with a header. Rows may have fewer or more cells than the header.
 * @throws InputError if it is empty, or has no header.
 */
export async function csvSource(file: string, encoding: TextEncoding): Promise<Source> {
  const shape = findCsvShape(await readBeginning(file, encoding, beginningLength))
  if (shape === undefined)
    throw new InputError(`${file} is empty: it needs a header and a row for each contact.`)
  const { delimiter, skippedRecords, columns } = shape
  if (columns.some((name) => isEmail(name)))
    throw new InputError(`${file} has no header: its first row names the columns, such as Email.`)
  return {
    format: 'csv',
    columns,
    shape: `${encoding}, separated by ${delimiterNames[delimiter] ?? delimiter}`,
    rows: (onBytes) => readRows(file, { encoding, delimiter, skippedRecords, columns }, onBytes),
  }
}

async function* readRows(
  file: string,
  {
    encoding,
    delimiter,
    skippedRecords,
    columns,
  }: { encoding: TextEncoding; delimiter: string; skippedRecords: number; columns: readonly string[] },
  onBytes?: (bytes: number) => void,
): AsyncGenerator<SourceRow> {
  const parser = parse(csvOptions(delimiter))
  const text = Readable.from(readText(file, encoding, onBytes), { objectMode: false, encoding: 'utf8' })
  text.on('error', (error) => parser.destroy(error))
  text.pipe(parser)
  let toSkip = skippedRecords + 1
  let number = 0
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      if (toSkip > 0) toSkip -= 1
      else if (record.some((cell) => cell.trim() !== '')) {
        number += 1
        const flaw = flawOfRecord(record, columns, delimiter)
        yield { number, cells: record, raw: record, ...(flaw !== undefined && { flaw }) }
      }
    }
  } catch (error) {
    throw error instanceof CsvError ? new InputError(sentenceOf(file, number, error)) : error
  } finally {
    text.destroy()
  }
}

/** Only quotes can end a record too late. */
function sentenceOf(file: string, number: number, { code }: CsvError): string {
  const isQuote = code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE'
  const reason = isQuote ? 'a quote opens there and is never closed' : `it can't be parsed (${code})`
  const place = number === 0 ? 'below its header' : `after row ${number}`
  return `${file} can't be read ${place}: ${reason}. Correct it and import the file again.`
}
