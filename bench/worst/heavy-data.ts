import { appointmentStatements } from '../../server/src/api/appointments/appointment-store.ts'
import { campaignStatements } from '../../server/src/api/campaigns/campaign-store.ts'
import { type Contact, completed } from '../../server/src/api/contacts/contact.ts'
import { insertContact } from '../../server/src/api/contacts/contact-store.ts'
import { blankContact } from '../../server/src/api/contacts/create-contact.ts'
import { tagRecorder } from '../../server/src/api/contacts/save-contact.ts'
import { insertLocation, updateLocationRow } from '../../server/src/api/locations/location-store.ts'
import { noteStatements } from '../../server/src/api/notes/note.ts'
import type { RecordStatements } from '../../server/src/api/records/record-store.ts'
import { insertTag } from '../../server/src/api/tags/tag-store.ts'
import { insertLocationUser, insertUser } from '../../server/src/api/users/user-store.ts'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { randomIds as ids } from '../../server/src/lib/ids.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import type { WriteTx } from '../../server/src/storage/storage.ts'
import { Fixtures } from '../../test/support/fixtures.ts'

/** Each character is two bytes in memory and three on the wire, the maximum. */
const wide = '€'
export const optionOf = (index: number): string => `${index} `.padEnd(255, wide)
export const heavyEmail = (index: number): string => `heavy-${index}@example.com`
const rowsPerWrite = 500
const links =
  'facebookUrl googlePlus linkedIn foursquare twitter yelp instagram youtube pinterest blogRss googlePlacesId'

export type HeavyData = Awaited<ReturnType<typeof makeHeavyData>>

/** Fills an empty database with the maximum content of a location. */
export async function makeHeavyData(database: string) {
  const storage = await openStorage({ database, clock })
  const fixtures = new Fixtures({ storage, clock, ids })
  const dateAdded = clock.now()
  const timestamp = new Date(dateAdded).toISOString()
  const addMany = async (count: number, add: (tx: WriteTx, index: number) => Promise<unknown>) => {
    for (let from = 0; from < count; from += rowsPerWrite)
      await storage.write(async (tx) => {
        for (let index = from; index < Math.min(count, from + rowsPerWrite); index += 1) await add(tx, index)
      }, 'database')
  }
  const addPlace = async (companyId: string) => {
    const locationId = await fixtures.location(companyId)
    const { token, id: sourceId } = await fixtures.token({ companyId, locationId })
    return { locationId, token, sourceId }
  }
  const addContacts = async (
    count: number,
    { locationId, sourceId }: { locationId: string; sourceId: string },
    change: (contact: Contact, index: number) => Contact = (contact) => contact,
  ) => {
    const added: string[] = []
    const actor = { source: 'INTEGRATION', channel: 'OAUTH', sourceId, timestamp } as const
    for (let index = 0; index < count; index += 1) {
      const contact = completed(change(blankContact(ids.next(), locationId, actor), index))
      await storage.write(
        async (tx) => {
          const recordTags = index === 0 ? await tagRecorder(tx, ids, contact) : undefined
          await insertContact(tx, contact)
          await recordTags?.()
        },
        { locationId },
      )
      added.push(contact.id)
    }
    return added
  }
  const addRecords = (
    count: number,
    { insert }: RecordStatements,
    place: { locationId: string; contactId: string },
    record: object,
  ) =>
    addMany(count, (tx, sortTime) => {
      const id = ids.next()
      const document = JSON.stringify({ id, ...place, dateAdded: timestamp, ...record })
      return tx.run(insert, { ...place, id, sortTime, size: document.length, document })
    })
  const addUsers = (
    count: number,
    { companyId, locationId }: { companyId: string; locationId: string },
    name: string,
  ) =>
    addMany(count, async (tx, index) => {
      const user = { id: ids.next(), name: `${index} ${name}`, role: 'user', type: 'account' }
      const email = `${user.id}${name}@example.com`
      const dated = { dateAdded: dateAdded - ((index * 7919) % 10_007) }
      await tx.run(insertUser, { ...user, companyId, email, emailLowerCase: email.toLowerCase(), ...dated })
      await tx.run(insertLocationUser, { locationId, userId: user.id })
    })
  const addFields = async (
    count: number,
    locationId: string,
    spec: Parameters<Fixtures['customField']>[1],
    name: string = spec.dataType ?? 'Field',
  ) => {
    const added: string[] = []
    for (let index = 0; index < count; index += 1)
      added.push((await fixtures.customField(locationId, { ...spec, name: `${name} ${index}` })).id)
    return added
  }

  const companyId = await fixtures.company()
  const { token: companyToken } = await fixtures.token({ companyId })
  const place = await addPlace(companyId)
  const { locationId } = place
  const largeFieldIds = await addFields(10, locationId, { dataType: 'LARGE_TEXT' })
  const textIds = await addFields(990, locationId, { dataType: 'TEXT' }, 'n'.repeat(200))
  const tags = Array.from({ length: 10_000 }, (_, index) => `${index} `.padEnd(255, 'tag'))
  await addMany(tags.length, (tx, at) =>
    tx.run(insertTag, { locationId, name: tags[at] ?? '', id: ids.next() }),
  )
  const large = (fieldIds: readonly string[], length: number) =>
    fieldIds.map((id) => ({ id, value: wide.repeat(length) }))
  const heavyIds = await addContacts(20, place, (contact) => ({
    ...contact,
    customFields: large(largeFieldIds, 34_500),
  }))
  const taggedIds = await addContacts(500, place, (contact) => ({ ...contact, tags: tags.slice(0, 900) }))
  const plainIds = await addContacts(500, place)
  const [notedId = ''] = await addContacts(1, place)
  const noted = { locationId, contactId: notedId }
  await addRecords(10_000, noteStatements, noted, { body: wide.repeat(650), pinned: false })

  const { locationId: emptyLocationId } = await addPlace(companyId)

  // Lists with the maximum number of rows.
  const listCompanyId = await fixtures.company()
  const { token: listCompanyToken } = await fixtures.token({ companyId: listCompanyId })
  const lists = await addPlace(listCompanyId)
  const [listedId = ''] = await addContacts(1, lists)
  const listed = { locationId: lists.locationId, contactId: listedId }
  const times = { startTime: timestamp, endTime: timestamp, dateUpdated: timestamp }
  const appointment = { title: 'Visit', notes: wide.repeat(5000), ...times }
  await addRecords(1000, appointmentStatements, listed, appointment)
  const name = wide.repeat(240)
  await addMany(10_000, (tx) => {
    const campaign = { id: ids.next(), name, status: 'draft', dateAdded }
    return tx.run(campaignStatements.insert, { locationId: lists.locationId, ...campaign })
  })
  await addUsers(10_000, { companyId: listCompanyId, locationId: lists.locationId }, name)
  const social = Object.fromEntries(links.split(' ').map((link) => [link, wide.repeat(2048)]))
  const profile = JSON.stringify({ website: wide.repeat(2048), social })
  await addMany(499, async (tx) => {
    const row = {
      id: ids.next(),
      name,
      country: 'US',
      timezone: 'America/New_York',
      allowDuplicateContact: 0,
    }
    await tx.run(insertLocation, { ...row, companyId: listCompanyId, dateAdded })
    await tx.run(updateLocationRow, { ...row, contactUniqueIdentifiers: null, profile, emailFolded: null })
  })

  // Contacts that are expensive to validate and to write.
  const writes = await addPlace(companyId)
  const userId = await fixtures.user(companyId, writes.locationId)
  const [phoneId = ''] = await addFields(1, writes.locationId, { dataType: 'PHONE' })
  const ofFiles = { dataType: 'FILE_UPLOAD', isMultiFileAllowed: true, maxFileLimit: 50 } as const
  const fileIds = await addFields(50, writes.locationId, ofFiles)
  const largeIds = await addFields(10, writes.locationId, { dataType: 'LARGE_TEXT' })
  const writePlainIds = await addContacts(20, writes)
  const writeHeavyIds = await addContacts(20, writes, (contact, index) => ({
    ...contact,
    email: heavyEmail(index),
    customFields: large(largeIds, 34_000),
  }))
  await storage.close()
  return {
    ...place,
    companyId,
    companyToken,
    largeFieldIds,
    fieldIds: [...largeFieldIds, ...textIds],
    tags,
    heavyIds,
    taggedIds,
    plainIds,
    notedId,
    emptyLocationId,
    lists: { ...lists, companyId: listCompanyId, companyToken: listCompanyToken },
    writes: {
      ...writes,
      ...{ userId, phoneId, fileIds, largeIds },
      ...{ plainIds: writePlainIds, heavyIds: writeHeavyIds },
    },
  }
}
