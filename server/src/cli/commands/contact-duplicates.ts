import { Command, Option } from 'commander'
import { type Duplicates, listDuplicates } from '../../api/contacts/duplicate/list-duplicates.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { openExisting } from '../../storage/open-storage.ts'
import type { StorageReader } from '../../storage/storage.ts'
import { findLocationOrOnly } from '../find-or-fail.ts'
import { maxListed, sayIfCut } from '../list-limit.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { printJson, printTable } from '../output.ts'
import { principalOfCommand } from '../principal-of-command.ts'
import { withFailures } from '../with-storage.ts'

/** `contactd contact duplicates`. */
export function contactDuplicatesCommand(): Command {
  return new Command('duplicates')
    .description(
      'Lists the emails and phones that several contacts of a location share, with these contacts.',
    )
    .addOption(
      withVariable(new Option('--location <id>', 'the location (default: the only one of the database)')),
    )
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd contact duplicates --location ve9EPM428h8vShlRW1KT\n  $ contactd contact merge --help',
    )
    .action(list)
}

async function list({ location, ...options }: CommonOptions & { location?: string }): Promise<void> {
  const duplicates = await withFailures(async () => {
    const reader = await openExisting({ ...options, clock })
    try {
      const { id, companyId } = await reader.read((tx) => findLocationOrOnly(tx, location))
      return await allOf(reader, id, companyId)
    } finally {
      await reader.close()
    }
  })
  sayIfCut(duplicates)
  if (options.json) return printJson(duplicates)
  printTable(
    ['EMAIL OR PHONE', 'CONTACT', 'NAME', 'ADDED'],
    duplicates.flatMap(({ value, contacts }) =>
      contacts.map(({ id, name, dateAdded }) => [value, id, name, dateAdded]),
    ),
  )
}

/** The groups of all pages, up to `maxListed`. */
async function allOf(
  storage: Pick<StorageReader, 'read'>,
  locationId: string,
  companyId: string,
): Promise<Duplicates[]> {
  const principal = principalOfCommand('contact duplicates', { companyId, locationId })
  const all: Duplicates[] = []
  let startAfter: string | undefined
  do {
    const page = await listDuplicates({ storage }, principal, {
      ...{ locationId, limit: 100 },
      ...(startAfter !== undefined && { startAfter }),
    })
    all.push(...page.duplicates)
    startAfter = page.startAfter
  } while (startAfter !== undefined && all.length < maxListed)
  return all.slice(0, maxListed)
}
