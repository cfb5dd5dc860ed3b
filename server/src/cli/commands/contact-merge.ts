import { Command, InvalidArgumentError, Option } from 'commander'
import type { Contact } from '../../api/contacts/contact.ts'
import { mergeContacts } from '../../api/contacts/merge/merge-contacts.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { findContactHomeOrFail, findLocationOrFail } from '../find-or-fail.ts'
import { type CommonOptions, databaseOption, jsonOption, withVariable } from '../options.ts'
import { print, printable, say } from '../output.ts'
import { principalOfCommand } from '../principal-of-command.ts'
import { withStorage } from '../with-storage.ts'

interface MergeOptions extends CommonOptions {
  from: string[]
  fields?: Record<string, string>
  location?: string
}

/** `contactd contact merge`. */
export function contactMergeCommand(): Command {
  return new Command('merge')
    .description('Merges contacts of a location into one, with all that belongs to them, and deletes them.')
    .argument('<id>', 'the contact that stays')
    .addOption(
      withVariable(
        new Option('--from <id...>', 'the contacts that are merged, also separated by commas')
          .makeOptionMandatory()
          .argParser(idsValue),
        'contact merge',
      ),
    )
    .addOption(
      withVariable(
        new Option(
          '--fields <json>',
          'whose value is kept: the id of a contact, by the name of a property (default: its own, else the first)',
        ).argParser(fieldsValue),
      ),
    )
    .addOption(
      withVariable(new Option('--location <id>', 'its location, if contacts of several have the id')),
    )
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nExample:\n  $ contactd contact merge ocQHyuzHvysMo5N5VsXc --from ocQHyuzHvuMOe5N5jjXF --fields '{"email": "ocQHyuzHvuMOe5N5jjXF"}'`,
    )
    .action(merge)
}

async function merge(id: string, { from, fields, location, ...options }: MergeOptions): Promise<void> {
  const { document, merged } = await withStorage(options, async (storage) => {
    const { companyId, id: locationId } = await storage.read(async (tx) =>
      findLocationOrFail(tx, await findContactHomeOrFail(tx, id, location)),
    )
    const principal = principalOfCommand('contact merge', { companyId, locationId })
    return mergeContacts({ storage, clock, ids }, principal, id, { from, ...(fields && { fields }) })
  })
  if (options.json) return print(`${document}\n`)
  const { name } = JSON.parse(document) as Contact
  say(`Merged ${merged.join(', ')} into ${id}${name === '' ? '' : ` (${printable(name)})`}.`)
}

/** @param before the ids of the arguments before. */
function idsValue(text: string, before: readonly string[] = []): string[] {
  const ids = text.split(',').map((id) => id.trim())
  if (ids.includes('')) throw new InvalidArgumentError('It is a list of ids, separated by spaces or commas.')
  return [...before, ...ids]
}

function fieldsValue(text: string): Record<string, string> {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, string>
  } catch {
    // The sentence below says what is expected.
  }
  throw new InvalidArgumentError(
    `It is an object in JSON: '{"email": "ocQHyuzHvuMOe5N5jjXF"}' keeps that contact's email.`,
  )
}
