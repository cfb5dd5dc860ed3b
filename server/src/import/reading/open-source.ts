import { InputError } from '../../lib/input-error.ts'
import type { ImportFormat } from '../import-choices.ts'
import { csvSource } from './read-csv.ts'
import { jsonLinesSource } from './read-json-lines.ts'
import { vcardSource } from './read-vcards.ts'
import type { Source } from './source.ts'
import type { FileFacts } from './text-encoding.ts'

const formatsByEnding: Readonly<Record<string, ImportFormat>> = {
  csv: 'csv',
  tsv: 'csv',
  tab: 'csv',
  txt: 'csv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  vcf: 'vcf',
  vcard: 'vcf',
}

/**
 * Opens a contact file.
 * @param format by default that of the file's name.
 * @throws InputError if the name does not tell it, or the file is no such file.
 */
export async function openSource(
  file: string,
  { encoding, isBlank, foreign }: Pick<FileFacts, 'encoding' | 'isBlank' | 'foreign'>,
  format = formatsByEnding[/\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? ''],
): Promise<Source> {
  if (foreign !== undefined) throw new InputError(`${file} ${foreign}.`)
  if (format === undefined)
    throw new InputError(`The name of ${file} does not tell its format: add --format csv, jsonl or vcf.`)
  if (isBlank) throw new InputError(`${file} is empty.`)
  if (format === 'jsonl') return jsonLinesSource(file, encoding)
  return format === 'vcf' ? vcardSource(file, encoding) : csvSource(file, encoding)
}
