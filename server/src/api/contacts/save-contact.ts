import type { Actor } from '../../auth/actor.ts'
import { errors } from '../../http/errors.ts'
import type { Ids } from '../../lib/ids.ts'
import { isSameJson } from '../../lib/same-json.ts'
import { maxConcurrentWrites } from '../../storage/concurrent-writes.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import { refuseTooLarge } from '../document-size.ts'
import { eventRecorder } from '../events/record-events.ts'
import { getLocation } from '../locations/find-location.ts'
import { identifiersOf } from '../locations/unique-identifiers.ts'
import { maxTags } from '../tags/tag-schemas.ts'
import { countTags, countTagsAbout, insertTags, unknownTags } from '../tags/tag-store.ts'
import { addressesOf, inOrderOf, without } from './addresses/additional-addresses.ts'
import { findHolder, mayBeHeld } from './addresses/address-store.ts'
import { stamped } from './apply-changes.ts'
import type { Contact } from './contact.ts'
import { eventsOfUpdate } from './contact-events.ts'
import { updateContactRow } from './contact-store.ts'
import type { StoredContact } from './find-contact.ts'

/**
 * Writes a changed contact, and the tags that are new to its location. Writes nothing if nothing changed, so
 * `dateUpdated` does not change.
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
  const { locationId } = after
  const events = await eventRecorder(tx, { locationId, ids, at: Date.parse(actor.timestamp) })
  const recordTags = await tagRecorder(tx, ids, after, before.contact.tags)
  const document = await updateContactRow(tx, before.contact, stamped(before.contact, after, actor))
  refuseTooLarge(document, before.document)
  await recordTags()
  await events.record(() => eventsOfUpdate(before.contact, after))
  return document
}

function isSame(before: Contact, after: Contact): boolean {
  const fields = Object.keys(after) as (keyof Contact)[]
  return fields.every((field) => isSameJson(after[field], before[field]))
}

/**
 * Returns a function that adds a contact's new tags to the tag list of its location. Call this before the first change:
 * a transaction that reads nothing after it can share a group with others. Most tags are already in the list, and a
 * look-up costs half as much as an insert that changes nothing.
 * @param known the tags that the contact had.
 * @throws ApiError 400 if the location would have too many tags.
 */
export async function tagRecorder(
  tx: WriteTx,
  ids: Ids,
  { locationId, tags }: Contact,
  known: readonly string[] = [],
): Promise<() => Promise<void>> {
  const had = new Set(known)
  const others = tags.filter((name) => !had.has(name))
  const added = others.length === 0 ? [] : await unknownTags(tx, locationId, others)
  if (added.length === 0) return async () => undefined
  if ((await tagsWith(tx, locationId, added.length)) > maxTags) throw errors.tooMany('tags', maxTags)
  return () => insertTags(tx, ids, locationId, added)
}

/** Each new tag more would bring `farFromBound` down by 768. */
const fewTags = 2
const farFromBound = maxTags - maxConcurrentWrites * fewTags

/**
 * The number of tags of a location after adding some. Far from the limit, concurrent writes of a few tags cannot reach
 * it together, so an approximate count is enough: the exact one would admit only one such write in a group.
 */
async function tagsWith(tx: WriteTx, locationId: string, added: number): Promise<number> {
  if (added <= fewTags) {
    const count = (await tx.get(countTagsAbout, { locationId }))?.count ?? 0
    if (count + added <= farFromBound) return count + added
  }
  return ((await tx.get(countTags, { locationId }))?.count ?? 0) + added
}

/**
 * Rejects an email or a phone, first or additional, that another contact of the location has, unless the location
 * allows duplicates or does not use that identifier. Checks them in the order of the location's identifiers. Skips
 * addresses that the contact already has.
 * @throws ApiError 400 that names the other contact.
 */
export async function refuseDuplicate(
  tx: ReadTx,
  operation: 'create' | 'update',
  after: Contact,
  before?: Contact,
): Promise<void> {
  if (before && hasAddressesOf(before, after)) return
  const added = without(addressesOf(after), before ? addressesOf(before) : [])
  if (added.length === 0) return
  const location = await getLocation(tx, after.locationId)
  if (location.allowDuplicateContact) return
  const sought = inOrderOf(identifiersOf(location), added)
  if (!(await mayBeHeld(tx, after.locationId, sought))) return
  for (const address of sought) {
    const row = await findHolder(tx, after.locationId, address)
    if (!row) continue
    const { id, name } = JSON.parse(row.document) as Contact
    const match = { contactName: name || 'Unknown', contactId: id, matchingField: address.kind }
    throw errors.duplicateContact(operation, match)
  }
}

/** Whether an update leaves all emails and phones unchanged. Fast, because it does not build the addresses. */
const hasAddressesOf = (before: Contact, after: Contact): boolean =>
  after.emailLowerCase === before.emailLowerCase &&
  after.phone === before.phone &&
  after.additionalEmails === before.additionalEmails &&
  after.additionalPhones === before.additionalPhones
