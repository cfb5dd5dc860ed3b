import { Command, Option } from 'commander'
import type { Contact } from '../../api/contacts/contact.ts'
import { findContact } from '../../api/contacts/contact-store.ts'
import { findContactHomeOrFail } from '../find-or-fail.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { print, printFields } from '../output.ts'
import { readDatabase } from '../with-storage.ts'

/** `contactd contact get`. */
export function contactGetCommand(): Command {
  return new Command('get')
    .description('Shows a contact.')
    .argument('<id>', 'the id of the contact (see `contact list`)')
    .addOption(
      withVariable(new Option('--location <id>', 'its location, if contacts of several have the id')),
    )
    .addOption(databaseOption('reads'))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  $ contactd contact get ocQHyuzHvysMo5N5VsXc --json')
    .action(get)
}

async function get(
  id: string,
  { location, ...options }: CommonOptions & { location?: string },
): Promise<void> {
  const document = await readDatabase(options, async (tx) => {
    const locationId = await findContactHomeOrFail(tx, id, location)
    return (await tx.get(findContact, { locationId, id }))?.document ?? ''
  })
  if (options.json) return print(`${document}\n`)
  printFields(fieldsOf(JSON.parse(document) as Contact))
}

/** Lists between commas, other values that are no texts as JSON; nothing of what is empty. */
const fieldsOf = (contact: Contact): Record<string, string> =>
  Object.fromEntries(
    Object.entries(contact)
      .map(([name, value]) => [name, textOf(value)] as const)
      .filter(([, text]) => text !== ''),
  )

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ')
  return JSON.stringify(value)
}
