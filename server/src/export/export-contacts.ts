import { countContacts } from '../api/contacts/contact-store.ts'
import type { StorageReader } from '../storage/storage.ts'
import { type ContactChoice, readChoice } from './contact-filter.ts'
import type { ExportFormat, VcardVersion } from './export-choices.ts'
import { readFieldColumns } from './field-columns.ts'
import { csvWriter } from './formats/csv.ts'
import { linesWriter } from './formats/json-lines.ts'
import { vcardWriter } from './formats/vcard.ts'
import { readContacts } from './read-contacts.ts'

export interface ExportOptions extends ContactChoice {
  /** An existing location. */
  locationId: string
  format: ExportFormat
  vcardVersion: VcardVersion
}

/** Hears how far an export is, in contacts looked at. */
export interface ExportWatcher {
  begin(contacts: number): void
  advance(contacts: number): void
}

/**
 * Writes the contacts of a location in a format, in the order of their ids. Memory does not grow with their number.
 * @param write takes a piece of the text; awaited.
 * @returns how many contacts were written.
 * @throws InputError, ApiError for a filter that can't be read.
 */
export async function exportContacts(
  reader: StorageReader,
  { locationId, format, vcardVersion, ...choice }: ExportOptions,
  write: (text: string) => Promise<void>,
  watcher: ExportWatcher,
): Promise<number> {
  const scope = { locationId }
  const { filter, columns, count } = await reader.read(
    async (tx) => ({
      filter: await readChoice(tx, locationId, choice),
      columns: await readFieldColumns(tx, locationId),
      count: (await tx.get(countContacts, { locationId }))?.count ?? 0,
    }),
    scope,
  )
  watcher.begin(count)
  const writer = writers[format](columns, vcardVersion)
  await write(writer.head)
  let written = 0
  for await (const { documents, examined } of readContacts(reader, locationId, filter)) {
    await write(writer.textOf(documents))
    written += documents.length
    watcher.advance(examined)
  }
  return written
}

const writers = {
  csv: csvWriter,
  jsonl: linesWriter,
  vcf: vcardWriter,
} as const
