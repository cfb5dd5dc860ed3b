import { actorOf } from '../../../auth/actor.ts'
import type { Principal } from '../../../auth/principal.ts'
import { errors } from '../../../http/errors.ts'
import type { ReadTx, WriteTx } from '../../../storage/storage.ts'
import type { ApiContext } from '../../api-context.ts'
import { findLocationField } from '../../custom-fields/custom-field-store.ts'
import { maxFiles } from '../../custom-fields/values/file-value.ts'
import { followDocuments } from '../../documents/follow-documents.ts'
import { eventRecorder } from '../../events/record-events.ts'
import { maxOpportunities } from '../../opportunities/opportunity.ts'
import { maxRecords, refuseTooLong } from '../../records/records.ts'
import { bounds } from '../../schemas/bounds.ts'
import { deleteAddresses } from '../addresses/address-store.ts'
import type { Contact } from '../contact.ts'
import { eventsOfDeletion } from '../contact-events.ts'
import { deleteContactRow, findContact, recordContactChange } from '../contact-store.ts'
import { rememberDeleted } from '../deleted-contact-store.ts'
import { findReachableContact, storedContact, writeToContact } from '../find-contact.ts'
import { refuseDuplicate, saveContact } from '../save-contact.ts'
import type { MergeBody } from './merge-schemas.ts'
import { measureActivities, moveActivities } from './merge-store.ts'
import { isChosenField, mergedContact } from './merged-contact.ts'

/** The result of a merge. */
export interface MergedContact {
  /** JSON of the contact that stays. */
  document: string
  /** The ids of the contacts that are deleted. */
  merged: string[]
}

/**
 * Merges contacts of a location into one of them, in one transaction. Their notes, tasks, appointments, opportunities,
 * campaigns, workflows, recurring tasks, tags, followers, addresses and files move to it. The others are deleted, and
 * their ids are those of deleted contacts.
 * @throws ApiError 400, 403 for a contact; 422 for a choice that fits none of them, or if together they have too much.
 */
export function mergeContacts(
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  id: string,
  { from, fields = {} }: MergeBody,
): Promise<MergedContact> {
  const fromIds = [...new Set(typeof from === 'string' ? [from] : from)]
  refuseChoice(id, fromIds, fields)
  return writeToContact(storage, principal, id, async (tx, local) => {
    const before = await findReachableContact(tx, local, id)
    const { locationId } = before.contact
    const place = { locationId, contactId: id }
    const others = await Promise.all(fromIds.map((fromId) => findOther(tx, locationId, fromId)))
    const all = [before.contact, ...others] as const
    const after = mergedContact(all, { fields, fileLimits: await fileLimitsOf(tx, all) })
    refuseTooMuch(after)
    await refuseTooManyActivities(tx, locationId, [id, ...fromIds])

    const events = await eventRecorder(tx, { locationId, ids, at: clock.now() })
    for (const other of others) {
      await moveActivities(tx, { ...place, mergedId: other.id })
      await tx.run(deleteAddresses, { locationId, contactId: other.id })
      await deleteContactRow(tx, other)
      await rememberDeleted(tx, { locationId, contactId: other.id }, clock)
    }
    await refuseDuplicate(tx, 'update', after, before.contact)
    const document = await saveContact(tx, ids, before, after, actorOf(local, clock))
    // After the contact refers to them: a document without references would be deleted.
    for (const other of others) await followDocuments(tx, other, undefined)
    await recordContactChange(tx, { locationId, id })
    for (const other of others) await events.record(() => eventsOfDeletion(other))
    return { document, merged: fromIds }
  })
}

/** @throws ApiError 422 for a contact that would be merged into itself, or a choice of what is not there. */
function refuseChoice(
  id: string,
  fromIds: readonly string[],
  fields: Readonly<Record<string, string>>,
): void {
  const sentences = [
    ...(fromIds.includes(id) ? ['from must not contain the contact itself'] : []),
    ...Object.entries(fields).flatMap(([name, owner]) => {
      if (!isChosenField(name)) return [`property fields.${name} should not exist`]
      return owner === id || fromIds.includes(owner)
        ? []
        : [`fields.${name} must be the id of one of the contacts`]
    }),
  ]
  if (sentences.length > 0) throw errors.unprocessable(sentences)
}

async function findOther(tx: ReadTx, locationId: string, id: string): Promise<Contact> {
  const row = await tx.get(findContact, { locationId, id })
  if (row === undefined) throw errors.contactNotFound(id)
  return storedContact(row).contact
}

/** How many files the custom fields of the contacts take whose values are objects. */
async function fileLimitsOf(tx: ReadTx, all: readonly Contact[]): Promise<ReadonlyMap<string, number>> {
  const [{ locationId }] = all as readonly [Contact]
  const entries = all.flatMap(({ customFields }) => customFields)
  const ids = new Set(entries.filter(({ value }) => typeof value === 'object').map(({ id }) => id))
  const limits = new Map<string, number>()
  for (const id of ids) {
    const field = await findLocationField(tx, locationId, id)
    if (field?.dataType === 'FILE_UPLOAD')
      limits.set(id, field.isMultiFileAllowed ? (field.maxFileLimit ?? maxFiles) : 1)
  }
  return limits
}

/** @throws ApiError 422 */
function refuseTooMuch({ tags, additionalEmails, additionalPhones, customFields }: Contact): void {
  const limits = [
    ['tags', tags, bounds.tags],
    ['additionalEmails', additionalEmails, bounds.additional],
    ['additionalPhones', additionalPhones, bounds.additional],
    ['customFields', customFields, bounds.customFields],
  ] as const
  const sentences = limits
    .filter(([, list, most]) => list.length > most)
    .map(([name, , most]) => `${name} must contain not more than ${most} elements`)
  if (sentences.length > 0) throw errors.unprocessable(sentences)
}

/** @throws ApiError 400, 422 if the contacts together have more than one may have. */
async function refuseTooManyActivities(
  tx: WriteTx,
  locationId: string,
  contactIds: readonly string[],
): Promise<void> {
  const totals = new Map<string, { count: number; size: number }>()
  for (const contactId of contactIds)
    for (const { plural, count, size } of await measureActivities(tx, { locationId, contactId })) {
      const total = totals.get(plural) ?? { count: 0, size: 0 }
      totals.set(plural, { count: total.count + count, size: total.size + size })
    }
  for (const [plural, { count, size }] of totals) {
    const most = plural === 'opportunities' ? maxOpportunities : maxRecords
    if (count > most) throw errors.tooManyOfContact(plural, most)
    refuseTooLong(plural, size)
  }
}
