import type { Actor } from '../auth/actor.ts'
import { errors } from '../http/errors.ts'
import type { Ids } from '../lib/ids.ts'
import { maxTags } from '../locations/tag-schemas.ts'
import { countTags, findTagByName, insertTag } from '../locations/tag-store.ts'
import type { ReadTx, WriteTx } from '../storage/storage.ts'
import { addressesOf, without } from './addresses/additional-addresses.ts'
import { findHolder } from './addresses/address-store.ts'
import { stamped } from './apply-changes.ts'
import type { Contact } from './contact.ts'
import { updateContactRow } from './contact-store.ts'
import type { StoredContact } from './find-contact.ts'
import { theLocation } from './read-changes.ts'

/** The longest document of one contact, in UTF-16 units: what many updates can heap up is bounded too. */
const maxDocumentLength = 1024 * 1024

/**
 * Writes a contact that was changed, and the tags that its location doesn't know yet. Where nothing is
 * different, nothing is written and `dateUpdated` stays.
 * @returns the document as stored.
 */
export async function saveContact(
  tx: WriteTx,
  ids: Ids,
  before: StoredContact,
  after: Contact,
  actor: Actor,
): Promise<string> {
  if (isSame(before.contact, after)) return before.document
  await rememberTags(tx, ids, after, before.contact.tags)
  const document = await updateContactRow(tx, before.contact, stamped(before.contact, after, actor))
  refuseTooLarge(document)
  return document
}

/** Ends at the first field that differs, and compares as text only what isn't the same value. */
function isSame(before: Contact, after: Contact): boolean {
  const fields = Object.keys(after) as (keyof Contact)[]
  return fields.every(
    (field) =>
      after[field] === before[field] || JSON.stringify(after[field]) === JSON.stringify(before[field]),
  )
}

/**
 * The tag list of the location grows with the tags of its contacts. Most tags are in it, and to look costs
 * half of what an insert does that changes nothing, with the id that nobody will use.
 */
export async function rememberTags(
  tx: WriteTx,
  ids: Ids,
  contact: Contact,
  known: readonly string[] = [],
): Promise<void> {
  const { locationId } = contact
  const had = new Set(known)
  let added = 0
  for (const name of contact.tags) {
    if (had.has(name) || (await tx.get(findTagByName, { locationId, name }))) continue
    added += await tx.change(insertTag, { locationId, name, id: ids.next() })
  }
  if (added === 0) return
  const count = (await tx.get(countTags, { locationId }))?.count ?? 0
  if (count > maxTags) throw errors.tooMany('tags', maxTags)
}

/** Throwing undoes what the transaction has written of it. */
export function refuseTooLarge(document: string): void {
  if (document.length > maxDocumentLength) {
    throw errors.unprocessable([`the contact must not grow beyond ${maxDocumentLength} characters`])
  }
}

/**
 * Refuses an email or a phone that another contact of the location holds, first or beside, unless the location
 * allows it. Emails are looked at first. What the contact has already is not asked about again.
 * @throws ApiError 400 with the contact that holds it.
 */
export async function refuseDuplicate(
  tx: ReadTx,
  operation: 'create' | 'update',
  after: Contact,
  before?: Contact,
): Promise<void> {
  if (before && hasAddressesOf(before, after)) return
  const added = without(addressesOf(after), before ? addressesOf(before) : [])
  if (added.length === 0 || (await theLocation(tx, after.locationId)).allowDuplicateContact) return
  for (const address of added) {
    const row = await findHolder(tx, after.locationId, address)
    if (!row) continue
    const { id, name } = JSON.parse(row.document) as Contact
    const match = { contactName: name || 'Unknown', contactId: id, matchingField: address.kind }
    throw errors.duplicateContact(operation, match)
  }
}

/** What an update that touches no address is told by, without making the addresses. */
const hasAddressesOf = (before: Contact, after: Contact): boolean =>
  after.emailLowerCase === before.emailLowerCase &&
  after.phone === before.phone &&
  after.additionalEmails === before.additionalEmails &&
  after.additionalPhones === before.additionalPhones
