import { foldCase } from '../../lib/fold-case.ts'
import { statement } from '../../storage/statement.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import { sweptTable } from '../../storage/sweep-rows.ts'
import { type IdListParams, idList, readByIds } from '../../storage/value-lists.ts'
import { followDocuments } from '../documents/follow-documents.ts'
import { countPipelines } from '../pipelines/pipeline-store.ts'
import { saveAddresses } from './addresses/address-store.ts'
import type { Contact } from './contact.ts'

export interface ContactRow {
  /** JSON of a Contact, exactly as GET returns it. */
  document: string
}

export const findContact = statement<{ locationId: string; id: string }, ContactRow>(
  'find-contact',
  'SELECT document FROM contacts WHERE location_id = :locationId AND id = :id',
)

/** Whether a location has a contact. Does not read its document. */
export const findContactPlace = statement<{ locationId: string; id: string }, { one: number }>(
  'find-contact-place',
  'SELECT 1 AS "one" FROM contacts WHERE location_id = :locationId AND id = :id',
)

const findIds = statement<IdListParams, { id: string }>(
  'find-contact-ids',
  `SELECT id FROM contacts WHERE location_id = :locationId AND id IN (${idList})`,
)

/** Those of the ids that contacts of the location have. */
export async function contactIdsAmong(
  tx: ReadTx,
  locationId: string,
  ids: readonly string[],
): Promise<string[]> {
  return (await readByIds(tx, findIds, locationId, ids)).map(({ id }) => id)
}

/** The contacts with some ids. */
export const listContactsByIds = statement<IdListParams, ContactRow & { id: string }>(
  'list-contacts-by-ids',
  `SELECT id, document FROM contacts WHERE location_id = :locationId AND id IN (${idList})`,
)

/** The contacts of a location after an id, in the order of their ids. */
export const listContactsAfter = statement<
  { locationId: string; afterId: string; limit: number },
  ContactRow
>(
  'list-contacts-after',
  `SELECT document FROM contacts WHERE location_id = :locationId AND id > :afterId ORDER BY id LIMIT :limit`,
)

/** The number of these contacts. */
export const countContactsAfter = statement<
  { locationId: string; afterId: string; limit: number },
  { count: number }
>(
  'count-contacts-after',
  `SELECT COUNT(*) AS "count" FROM (SELECT 1 FROM contacts WHERE location_id = :locationId AND id > :afterId
   LIMIT :limit) AS counted`,
)

/** The contacts of a location after one id, up to another, in the order of their ids. */
export const listContactDocuments = statement<
  { locationId: string; afterId: string; lastId: string; limit: number },
  ContactRow
>(
  'list-contact-documents',
  `SELECT document FROM contacts WHERE location_id = :locationId AND id > :afterId AND id <= :lastId
   ORDER BY id LIMIT :limit`,
)

export const countContacts = statement<{ locationId: string }, { count: number }>(
  'count-contacts',
  'SELECT COUNT(*) AS "count" FROM contacts WHERE location_id = :locationId',
)

/** The locations with a contact of an id, for commands. An import may have given it to several. */
export const listContactLocations = statement<{ id: string; limit: number }, { locationId: string }>(
  'list-contact-locations',
  `SELECT location_id AS "locationId" FROM contacts WHERE id = :id ORDER BY location_id LIMIT :limit`,
)

/** The location of a contact of a company. Never searches other companies. */
export const findContactLocation = statement<{ companyId: string; id: string }, { locationId: string }>(
  'find-contact-home',
  `SELECT c.location_id AS "locationId" FROM contacts c JOIN locations l ON l.id = c.location_id
   WHERE c.id = :id AND l.company_id = :companyId AND l.date_deleted IS NULL LIMIT 1`,
  { placedBy: 'id' },
)

type DocumentColumns = { locationId: string; id: string; dateUpdated: number; document: string }

/** The email is case-folded, which is more than lower case. */
type AddressColumns = { emailLowerCase: string | null; phone: string | null }

const insert = statement<DocumentColumns & AddressColumns & { dateAdded: number }>(
  'insert-contact',
  `INSERT INTO contacts (location_id, id, email_lower_case, phone, date_added, date_updated, document)
   VALUES (:locationId, :id, :emailLowerCase, :phone, :dateAdded, :dateUpdated, :document)`,
)

const update = statement<DocumentColumns & AddressColumns>(
  'update-contact',
  `UPDATE contacts SET email_lower_case = :emailLowerCase, phone = :phone, date_updated = :dateUpdated,
     document = :document
   WHERE location_id = :locationId AND id = :id`,
)

const updateDocument = statement<DocumentColumns>(
  'update-contact-document',
  `UPDATE contacts SET date_updated = :dateUpdated, document = :document
   WHERE location_id = :locationId AND id = :id`,
)

const remove = statement<{ locationId: string; id: string }>(
  'delete-contact',
  'DELETE FROM contacts WHERE location_id = :locationId AND id = :id',
)

const setDocument = statement<{ locationId: string; id: string; document: string }>(
  'set-contact-document',
  'UPDATE contacts SET document = :document WHERE location_id = :locationId AND id = :id',
)

export const contactsToSweep = sweptTable('contact', 'contacts')

/** The input of the search index. Follows every statement that writes contacts. */
const recordChange = statement<{ locationId: string; id: string }>(
  'record-contact-change',
  'INSERT INTO contact_changes (location_id, contact_id) VALUES (:locationId, :id)',
)

/** The input of the index of opportunities, which has some properties of their contacts. */
const recordOpportunities = statement<{ locationId: string; id: string }>(
  'record-changes-of-opportunities-of-contact',
  `INSERT INTO opportunity_changes (location_id, opportunity_id)
   SELECT location_id, id FROM opportunities WHERE location_id = :locationId AND contact_id = :id`,
)

/** The properties by which opportunities of a contact are found. */
const fieldsOfOpportunities = ['name', 'email', 'phone', 'companyName', 'country'] as const

/**
 * Returns a function that records the change. Call this before the first change: a transaction that reads nothing
 * after it can share a group with others.
 */
async function changeRecorder(tx: WriteTx, before: Contact, after: Contact): Promise<() => Promise<void>> {
  const key = { locationId: after.locationId, id: after.id }
  const changesOpportunities =
    fieldsOfOpportunities.some((field) => after[field] !== before[field]) &&
    (await mayHaveOpportunities(tx, key.locationId))
  return async () => {
    await tx.run(recordChange, key)
    if (changesOpportunities) await tx.run(recordOpportunities, key)
  }
}

/** Every opportunity is in a pipeline. Pipelines change rarely, so engines cache their number. */
async function mayHaveOpportunities(tx: WriteTx, locationId: string): Promise<boolean> {
  const { count = 0 } = (await tx.get(countPipelines, { locationId })) ?? {}
  return count > 0
}

/** @returns the document as stored. */
export async function insertContact(tx: WriteTx, contact: Contact): Promise<string> {
  const row = documentColumns(contact)
  // Its reads precede the first change, so that the write can share a group.
  if (contact.customFields.length > 0) await followDocuments(tx, undefined, contact)
  await tx.run(insert, {
    ...row,
    ...addressColumns(contact),
    dateAdded: Date.parse(contact.dateAdded),
  })
  await tx.run(recordChange, { locationId: row.locationId, id: row.id })
  if (contact.additionalEmails.length + contact.additionalPhones.length > 0)
    await saveAddresses(tx, undefined, contact)
  return row.document
}

/** Deletes the row of the contact. Delete its sub-resources first. */
export async function deleteContactRow(
  tx: WriteTx,
  { locationId, id }: { locationId: string; id: string },
): Promise<void> {
  await tx.run(remove, { locationId, id })
  await tx.run(recordChange, { locationId, id })
  await tx.run(recordOpportunities, { locationId, id })
}

/** For changes of the document alone: leaves the indexes and `dateUpdated`. */
export async function setContactDocument(tx: WriteTx, before: Contact, after: Contact): Promise<void> {
  const { locationId, id } = after
  const recordChanges = await changeRecorder(tx, before, after)
  await followDocuments(tx, before, after)
  await tx.run(setDocument, { locationId, id, document: JSON.stringify(after) })
  await recordChanges()
}

/** For data of the search index that is not in the document: workflows, appointments. */
export async function recordContactChange(
  tx: WriteTx,
  key: { locationId: string; id: string },
): Promise<void> {
  await tx.run(recordChange, key)
}

/**
 * Writes a changed contact. If email and phone do not change, the statement omits their columns: SQLite would rewrite
 * their index entries.
 * @returns the document as stored.
 */
export async function updateContactRow(tx: WriteTx, before: Contact, after: Contact): Promise<string> {
  const row = documentColumns(after)
  const recordChanges = await changeRecorder(tx, before, after)
  if (after.customFields !== before.customFields) await followDocuments(tx, before, after)
  if (after.emailLowerCase !== before.emailLowerCase || after.phone !== before.phone)
    await tx.run(update, { ...row, ...addressColumns(after) })
  else await tx.run(updateDocument, row)
  if (
    after.additionalEmails !== before.additionalEmails ||
    after.additionalPhones !== before.additionalPhones
  )
    await saveAddresses(tx, before, after)
  await recordChanges()
  return row.document
}

const documentColumns = (contact: Contact): DocumentColumns => ({
  locationId: contact.locationId,
  id: contact.id,
  dateUpdated: Date.parse(contact.dateUpdated),
  document: JSON.stringify(contact),
})

const addressColumns = ({ email, phone }: Contact): AddressColumns => ({
  emailLowerCase: email === undefined ? null : foldCase(email),
  phone: phone ?? null,
})
