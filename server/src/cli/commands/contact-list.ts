import { Command, Option } from 'commander'
import type { Contact } from '../../api/contacts/contact.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { openExisting } from '../../storage/open-storage.ts'
import type { StorageReader } from '../../storage/storage.ts'
import { type ChoiceOptions, choiceOptions } from '../contact-options.ts'
import { findLocationOrOnly } from '../find-or-fail.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printTable } from '../output.ts'
import { withFailures } from '../with-storage.ts'
import { writeOutput } from '../write-output.ts'

interface ListOptions extends CommonOptions, ChoiceOptions {
  location?: string
}

/** `contactd contact list`. */
export function contactListCommand(): Command {
  const command = new Command('list')
    .description('Lists the contacts of a location, in the order of their ids.')
    .addOption(
      withVariable(new Option('--location <id>', 'the location (default: the only one of the database)')),
    )
  for (const option of choiceOptions()) command.addOption(option)
  return command
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd contact list --location ve9EPM428h8vShlRW1KT --query "jane doe"',
    )
    .action(list)
}

async function list({ location, query, filters, ...options }: ListOptions): Promise<void> {
  await withFailures(async () => {
    const reader = await openExisting({ ...options, clock })
    try {
      const { id: locationId } = await reader.read((tx) => findLocationOrOnly(tx, location))
      const pages = pagesOf(reader, locationId, { query, filters })
      await (options.json ? printAsJson(pages) : printAsTable(pages))
    } finally {
      await reader.close()
    }
  })
}

/** The stored contacts, page by page, up to `maxListed`. */
async function* pagesOf(
  reader: StorageReader,
  locationId: string,
  choice: ChoiceOptions,
): AsyncGenerator<string[]> {
  // Other commands start without it.
  const [{ readChoice }, { readContacts }] = await Promise.all([
    import('../../export/contact-filter.ts'),
    import('../../export/read-contacts.ts'),
  ])
  const filter = await reader.read((tx) => readChoice(tx, locationId, choice))
  let left = maxListed
  for await (const { documents } of readContacts(reader, locationId, filter)) {
    yield documents.slice(0, left)
    left -= documents.length
    if (left <= 0) return
  }
}

/** One JSON value, in pieces. */
const printAsJson = (pages: AsyncIterable<string[]>) =>
  writeOutput(undefined, async (write) => {
    let before = '['
    let count = 0
    for await (const documents of pages) {
      if (documents.length === 0) continue
      await write(before + documents.join(','))
      before = ','
      count += documents.length
    }
    await write(count === 0 ? '[]\n' : ']\n')
    sayIfCut({ length: count })
  })

async function printAsTable(pages: AsyncIterable<string[]>): Promise<void> {
  const rows: string[][] = []
  for await (const documents of pages)
    for (const document of documents) {
      const { id, name, email = '', phone = '', tags, dateAdded } = JSON.parse(document) as Contact
      rows.push([id, name, email, phone, tags.join(', '), dateAdded])
    }
  printTable(['ID', 'NAME', 'EMAIL', 'PHONE', 'TAGS', 'ADDED'], rows)
  sayIfCut(rows)
}
