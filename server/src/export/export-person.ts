import { appointmentStatements } from '../api/appointments/appointment-store.ts'
import { campaignStatements } from '../api/campaigns/campaign-store.ts'
import { findContact } from '../api/contacts/contact-store.ts'
import type { ContactRef } from '../api/contacts/find-contact.ts'
import { findDocument, listDocumentsOfHolder } from '../api/documents/document-store.ts'
import { readDocument } from '../api/documents/documents.ts'
import { noteStatements } from '../api/notes/note.ts'
import { maxOpportunities } from '../api/opportunities/opportunity.ts'
import { findOpportunityRow, listOpportunitiesOfContact } from '../api/opportunities/opportunity-store.ts'
import type { RecordStatements } from '../api/records/record-store.ts'
import { maxRecords } from '../api/records/records.ts'
import { listRecurringTasksWith } from '../api/recurring-tasks/recurring-task-store.ts'
import { taskStatements } from '../api/tasks/task.ts'
import { workflowStatements } from '../api/workflows/workflow-store.ts'
import { InputError } from '../lib/input-error.ts'
import { beforeAll, readInSlices } from '../storage/read-in-slices.ts'
import type { StorageReader } from '../storage/storage.ts'
import { deliveriesAbout, eventsAbout } from '../webhooks/events-about.ts'
import { maxReaders } from '../webhooks/retention/outbox-sizes.ts'
import { listReaders } from '../webhooks/retention/retention-store.ts'

/** Takes a piece of text. */
type Write = (text: string) => Promise<void>

/** The most automations of a contact, and recurring tasks, that are exported. */
const maxListed = 1000
/** The most documents of one contact or opportunity. */
const maxDocuments = 10_000

/**
 * Writes everything about one person as one JSON document: the contact, its records, opportunities, campaigns,
 * workflows, recurring tasks, files with their content in base64, recorded events, and what was sent.
 * @param write takes the pieces in their order.
 * @throws InputError if the contact does not exist.
 */
export async function exportPerson(reader: StorageReader, place: ContactRef, write: Write): Promise<void> {
  const { locationId, contactId } = place
  const contact = await reader.read((tx) => tx.get(findContact, { locationId, id: contactId }))
  if (contact === undefined) throw new InputError(`The contact ${contactId} does not exist.`)
  await write(`{"contact":${contact.document}`)
  for (const [name, statements] of recordKinds)
    await writeList(write, name, recordsOf(reader, statements, place))
  const opportunities = await reader.read((tx) =>
    tx.all(listOpportunitiesOfContact, { ...place, limit: maxOpportunities }),
  )
  await writeList(write, 'opportunities', opportunitiesOf(reader, locationId, opportunities))
  for (const [name, { listOfContact }] of automationKinds) {
    const range = { ...place, ...beforeAll, limit: maxListed }
    const rows = await reader.read((tx) => tx.all(listOfContact, range))
    await writeList(write, name, [rows.map((row) => JSON.stringify(row))])
  }
  const pattern = `%${JSON.stringify(contactId)}%`
  const recurring = await reader.read((tx) =>
    tx.all(listRecurringTasksWith, { locationId, pattern, limit: maxListed }),
  )
  await writeList(write, 'recurringTasks', [recurring.map(({ document }) => document)])
  await writeDocuments(reader, locationId, [contactId, ...opportunities.map(({ id }) => id)], write)
  await writeList(write, 'events', eventTexts(reader, place))
  await writeList(write, 'deliveries', deliveryTexts(reader, place))
  await write('}\n')
}

const recordKinds = [
  ['notes', noteStatements],
  ['tasks', taskStatements],
  ['appointments', appointmentStatements],
] as const

const automationKinds = [
  ['campaigns', campaignStatements],
  ['workflows', workflowStatements],
] as const

/** Writes a list of texts in JSON, page by page. */
async function writeList(
  write: Write,
  name: string,
  pages: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): Promise<void> {
  let before = `,"${name}":[`
  for await (const texts of pages) {
    if (texts.length === 0) continue
    await write(before + texts.join(','))
    before = ','
  }
  await write(before === ',' ? ']' : `${before}]`)
}

async function* recordsOf(
  reader: StorageReader,
  { list, find }: RecordStatements,
  place: ContactRef,
): AsyncGenerator<string[]> {
  const listed = await reader.read((tx) => tx.all(list, { ...place, limit: maxRecords }))
  const slices = readInSlices(reader, listed, (tx, { id }) => tx.get(find, { ...place, id }))
  for await (const rows of slices) yield rows.map(({ document }) => document)
}

async function* opportunitiesOf(
  reader: StorageReader,
  locationId: string,
  listed: readonly { id: string }[],
): AsyncGenerator<string[]> {
  for (const { id } of listed) {
    const row = await reader.read((tx) => tx.get(findOpportunityRow, { locationId, id }))
    if (row !== undefined) yield [row.document]
  }
}

async function* eventTexts(reader: StorageReader, place: ContactRef): AsyncGenerator<string[]> {
  for await (const events of eventsAbout(reader, place))
    yield events.map(
      ({ id, type, dateAdded, document }) =>
        `{"id":${JSON.stringify(id)},"type":${JSON.stringify(type)},"dateAdded":"${new Date(dateAdded).toISOString()}","payload":${document}}`,
    )
}

async function* deliveryTexts(reader: StorageReader, place: ContactRef): AsyncGenerator<string[]> {
  const { locationId } = place
  const readers = await reader.read((tx) => tx.all(listReaders, { locationId, limit: maxReaders }))
  for (const { webhookId } of readers)
    for await (const found of deliveriesAbout(reader, { ...place, webhookId }))
      yield found.map(
        ({ status, attempts }) =>
          `{"webhookId":${JSON.stringify(webhookId)},"status":${JSON.stringify(status)},"attempts":${attempts}}`,
      )
}

async function writeDocuments(
  reader: StorageReader,
  locationId: string,
  holders: readonly string[],
  write: Write,
): Promise<void> {
  let before = ',"documents":['
  for (const contactId of holders) {
    const range = { locationId, contactId, limit: maxDocuments }
    for (const { id } of await reader.read((tx) => tx.all(listDocumentsOfHolder, range))) {
      const document = await reader.read((tx) => tx.get(findDocument, { id }))
      if (document === undefined || document.locationId !== locationId) continue
      const { fileName, mimeType, sizeBytes } = document
      const head = JSON.stringify({ id, fileName, mimeType, sizeBytes })
      await write(`${before}${head.slice(0, -1)},"content":"`)
      // Base64 is of three bytes each.
      let rest = Buffer.alloc(0)
      for await (const chunk of readDocument(reader, document)) {
        const bytes = Buffer.concat([rest, chunk])
        const whole = bytes.length - (bytes.length % 3)
        await write(bytes.toString('base64', 0, whole))
        rest = bytes.subarray(whole)
      }
      await write(`${rest.toString('base64')}"}`)
      before = ','
    }
  }
  await write(before === ',' ? ']' : `${before}]`)
}
