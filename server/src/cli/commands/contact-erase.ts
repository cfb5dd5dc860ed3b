import { Command, Option } from 'commander'
import { listContactLocations } from '../../api/contacts/contact-store.ts'
import type { ContactRef } from '../../api/contacts/find-contact.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import type { ErasedCounts } from '../../lifecycle/erase-contact/erase-contact.ts'
import { listLocationsOfDeleted } from '../../lifecycle/erase-contact/erase-store.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { Failure } from '../failure.ts'
import { findLocationOrFail } from '../find-or-fail.ts'
import { type CommonOptions, databaseOption, directUrl, jsonOption, withVariable } from '../options.ts'
import { counted, printJson, say } from '../output.ts'
import { withFailures, withStorage } from '../with-storage.ts'

/** `contactd contact erase`. */
export function contactEraseCommand(): Command {
  return new Command('erase')
    .description(
      'Erases a person: the contact, all that belongs to it, events, deliveries, the search index, and the bytes that deleting leaves in the file.',
    )
    .argument('<id>', 'the id of the contact, also of one that was deleted')
    .addOption(
      withVariable(
        new Option('--location <id>', 'its location, if contacts of several have the id, or none knows it'),
      ),
    )
    .addOption(databaseOption('writes'))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ contactd contact export ocQHyuzHvysMo5N5VsXc --all --output person.json\n  $ contactd contact erase ocQHyuzHvysMo5N5VsXc',
    )
    .action(erase)
}

/** Each round takes what a delivery under way has stored during the one before. */
const maxRounds = 3

async function erase(id: string, { location, ...options }: CommonOptions & { location?: string }) {
  // Other commands start without them.
  const [{ eraseContact, isErased }, { scrubDatabase }] = await Promise.all([
    import('../../lifecycle/erase-contact/erase-contact.ts'),
    import('../../storage/scrub-database.ts'),
  ])
  const total: ErasedCounts = {
    contacts: 0,
    notes: 0,
    tasks: 0,
    appointments: 0,
    opportunities: 0,
    tags: 0,
    events: 0,
    deliveries: 0,
  }
  const place = await withStorage(options, (storage) => storage.read((tx) => placeOf(tx, id, location)))
  let engine: 'sqlite' | 'postgres' = 'sqlite'
  let isDone = false
  for (let round = 0; round < maxRounds && !isDone; round += 1) {
    const counts = await withStorage(options, (storage) => eraseContact({ storage, clock, ids }, place))
    for (const kind of Object.keys(total) as (keyof ErasedCounts)[]) total[kind] += counts[kind]
    engine = await withFailures(() => scrubDatabase(directUrl(options)))
    isDone = await withStorage(options, (storage) => isErased(storage, place))
  }
  if (!isDone)
    throw new Failure(
      'The server keeps storing deliveries of the contact: run the command again in a minute.',
    )
  const remaining = remains[engine]
  if (options.json) return printJson({ id, locationId: place.locationId, erased: total, remaining })
  const parts = Object.entries(total).filter(([, count]) => count > 0)
  say(
    `Erased ${id}: ${parts.map(([kind, count]) => counted(count, kind.slice(0, -1))).join(', ') || 'no row was left'}.`,
  )
  say(remaining)
}

/** What keeps the person, as sentences. */
const remains = {
  sqlite:
    'Backups, copies and exports from before still have the person, and so have receivers of webhooks. Restoring such a backup brings the person back: erase them again.',
  postgres:
    'Backups, copies, exports, replicas and archived write-ahead logs from before still have the person, and so have receivers of webhooks. PostgreSQL has freed the space but overwrites it only when it is used again: VACUUM FULL on the tables does it at once, and locks them.',
}

/** The location of a contact, of a deleted one, or the named one. */
async function placeOf(tx: ReadTx, id: string, location: string | undefined): Promise<ContactRef> {
  if (location !== undefined) {
    await findLocationOrFail(tx, location)
    return { locationId: location, contactId: id }
  }
  const living = await tx.all(listContactLocations, { id, limit: 2 })
  const deleted = living.length > 0 ? [] : await tx.all(listLocationsOfDeleted, { id, limit: 2 })
  const [first, second] = [...living, ...deleted]
  if (first === undefined)
    throw new Failure(
      `The contact ${id} is unknown: \`contactd contact list\` shows the contacts. If it was deleted long ago, name its location with --location.`,
    )
  if (second !== undefined)
    throw new Failure(`Contacts of several locations have the id ${id}: name one with --location.`)
  return { locationId: first.locationId, contactId: id }
}
