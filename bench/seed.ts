import { applyChanges } from '../server/src/api/contacts/apply-changes.ts'
import { type Contact, completed } from '../server/src/api/contacts/contact.ts'
import { insertContact, updateContactRow } from '../server/src/api/contacts/contact-store.ts'
import { blankContact } from '../server/src/api/contacts/create-contact.ts'
import { tagRecorder } from '../server/src/api/contacts/save-contact.ts'
import type { Actor } from '../server/src/auth/actor.ts'
import { systemClock as clock } from '../server/src/lib/clock.ts'
import { randomIds as ids } from '../server/src/lib/ids.ts'
import { openStorage } from '../server/src/storage/open-storage.ts'
import type { Storage } from '../server/src/storage/storage.ts'
import { Fixtures } from '../test/support/fixtures.ts'
import { type ExampleData, exampleUpdate } from './example-data.ts'
import type { People } from './people.ts'

const contactsPerWrite = 1000
/** By then, each tag has been used. */
const tagsKnownAfter = 10_000

/**
 * Changes every contact once, as happens in use: new pages are full, and the first change that makes a contact longer
 * splits its page. This happens soon after the insertion, while the page is cached: for a million contacts in random
 * order it takes three times as long.
 */
async function settle(storage: Storage, locationId: string, contacts: readonly Contact[]): Promise<void> {
  const shuffled = contacts
    .map((contact) => ({ contact, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
  await storage.write(
    async (tx) => {
      for (const { contact } of shuffled) {
        const source = `${contact.source}, called back since`
        await updateContactRow(tx, contact, completed({ ...contact, source }))
      }
    },
    { locationId },
  )
}

export interface SeededData extends ExampleData {
  /** In the order of the people's fields. */
  customFieldIds: string[]
  /** The time from which the people's ages are counted, in milliseconds since 1970. */
  seededAt: number
}

/** Creates a database with one location of this many contacts. */
export async function seedDatabase(database: string, contacts: number, people: People): Promise<SeededData> {
  const storage = await openStorage({ database, clock })
  const fixtures = new Fixtures({ storage, clock, ids })
  const companyId = await fixtures.company()
  const locationId = await fixtures.location(companyId)
  const { token, id: tokenId } = await fixtures.token({ companyId, locationId })
  const customFieldIds: string[] = []
  for (const { picklistOptions, ...field } of people.fields) {
    const options = picklistOptions && { picklistOptions: [...picklistOptions] }
    customFieldIds.push((await fixtures.customField(locationId, { ...field, ...options })).id)
  }
  const seededAt = clock.now()

  const newContact = (index: number): Contact => {
    const timestamp = new Date(seededAt - people.addedBeforeMs(index, contacts)).toISOString()
    const actor: Actor = { source: 'INTEGRATION', channel: 'OAUTH', sourceId: tokenId, timestamp }
    const values = people.customValues(index)
    const customFields = customFieldIds.flatMap((id, at) => {
      const value = values[at]
      return value === undefined ? [] : [{ id, value }]
    })
    const body = people.person(index)
    const blank = blankContact(people.idOf?.(index) ?? ids.next(), locationId, actor)
    return applyChanges(blank, { body, phone: body.phone, customFields })
  }
  const contactIds: string[] = []
  for (let first = 0; first < contacts; first += contactsPerWrite) {
    const count = Math.min(contactsPerWrite, contacts - first)
    const batch = Array.from({ length: count }, (_, offset) => newContact(first + offset))
    await storage.write(
      async (tx) => {
        for (const contact of batch) {
          const recordTags = first < tagsKnownAfter ? await tagRecorder(tx, ids, contact) : undefined
          await insertContact(tx, contact)
          await recordTags?.()
        }
      },
      { locationId },
    )
    await settle(storage, locationId, batch)
    contactIds.push(...batch.map(({ id }) => id))
  }
  await storage.close()

  const customFieldId = customFieldIds[0] ?? ''
  const before = newContact(0)
  const { customFields: _, phone: __, ...update } = exampleUpdate(0, 0, customFieldId)
  const document = JSON.stringify(applyChanges(before, { body: update, customFields: before.customFields }))
  return {
    token,
    companyId,
    locationId,
    customFieldId,
    customFieldIds,
    seededAt,
    contactIds,
    document,
  }
}
