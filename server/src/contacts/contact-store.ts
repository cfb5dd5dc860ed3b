import { foldCase } from '../lib/fold-case.ts'
import { statement } from '../storage/statement.ts'
import type { WriteTx } from '../storage/storage.ts'
import { saveAddresses } from './addresses/address-store.ts'
import type { Contact } from './contact.ts'

export interface ContactRow {
  /** JSON of a Contact, letter for letter what GET answers. */
  document: string
}

export const findContact = statement<{ locationId: string; id: string }, ContactRow>(
  'find-contact',
  'SELECT document FROM contacts WHERE location_id = :locationId AND id = :id',
)

/** Where in a company a contact lives. Those of other companies are not even looked for. */
export const findContactHome = statement<{ companyId: string; id: string }, { locationId: string }>(
  'find-contact-home',
  `SELECT c.location_id AS "locationId" FROM contacts c JOIN locations l ON l.id = c.location_id
   WHERE c.id = :id AND l.company_id = :companyId AND l.date_deleted IS NULL LIMIT 1`,
)

type DocumentColumns = { locationId: string; id: string; dateUpdated: number; document: string }

/** The email is folded: what lower case alone holds apart is one address. */
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

/** What the search index takes in next. Every statement that writes contacts is followed by it. */
const recordChange = statement<{ locationId: string; id: string }>(
  'record-contact-change',
  'INSERT INTO contact_changes (location_id, contact_id) VALUES (:locationId, :id)',
)

/** @returns the document as stored. */
export async function insertContact(tx: WriteTx, contact: Contact): Promise<string> {
  const row = documentColumns(contact)
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

/** The contact's own row. What hangs on it goes first. */
export async function deleteContactRow(
  tx: WriteTx,
  { locationId, id }: { locationId: string; id: string },
): Promise<void> {
  await tx.run(remove, { locationId, id })
  await tx.run(recordChange, { locationId, id })
}

/** For changes that touch no column but the document: the indexes, and `dateUpdated`, stay as they are. */
export async function setContactDocument(
  tx: WriteTx,
  { locationId, id }: { locationId: string; id: string },
  document: string,
): Promise<void> {
  await tx.run(setDocument, { locationId, id, document })
  await tx.run(recordChange, { locationId, id })
}

/** For what the search index knows of a contact beside its document: its workflows, its appointments. */
export async function recordContactChange(
  tx: WriteTx,
  key: { locationId: string; id: string },
): Promise<void> {
  await tx.run(recordChange, key)
}

/**
 * Writes a contact that was changed. Where email and phone stay, the statement doesn't name their columns:
 * SQLite would take their index entries out and put them in again.
 * @returns the document as stored.
 */
export async function updateContactRow(tx: WriteTx, before: Contact, after: Contact): Promise<string> {
  const row = documentColumns(after)
  if (after.emailLowerCase !== before.emailLowerCase || after.phone !== before.phone)
    await tx.run(update, { ...row, ...addressColumns(after) })
  else await tx.run(updateDocument, row)
  if (
    after.additionalEmails !== before.additionalEmails ||
    after.additionalPhones !== before.additionalPhones
  )
    await saveAddresses(tx, before, after)
  await tx.run(recordChange, { locationId: row.locationId, id: row.id })
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
