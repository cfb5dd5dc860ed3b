import { type Actor, actorOf } from '../auth/actor.ts'
import { type Principal, scopeOf } from '../auth/principal.ts'
import type { Checked } from '../http/validation.ts'
import type { WriteTx } from '../storage/storage.ts'
import { applyChanges } from './apply-changes.ts'
import { type Contact, completed } from './contact.ts'
import type { ContactContext } from './contact-context.ts'
import type { CreateContactBody } from './contact-schemas.ts'
import { insertContact } from './contact-store.ts'
import { inReachableLocation } from './named-location.ts'
import { readChanges } from './read-changes.ts'
import { refuseDuplicate, refuseTooLarge, rememberTags } from './save-contact.ts'

export interface CreatedContact {
  contact: Contact
  /** JSON of it, as stored. */
  document: string
  /** The custom fields that were dropped, as sent. */
  ignoredFields: string[]
}

/**
 * Create Contact. Refuses in the order of Update Contact: the location (403), the body (422), what the
 * location judges (400), duplicates (400).
 */
export function createContact(
  context: ContactContext,
  principal: Principal,
  body: Checked<CreateContactBody>,
): Promise<CreatedContact> {
  return context.storage.write(async (tx) => {
    const { locationId, ...fields } = await inReachableLocation(tx, principal, body)
    return makeContact(tx, context, principal, locationId, fields)
  }, scopeOf(principal))
}

/** Makes a contact in a location that the caller reaches. @throws ApiError 400, 422. */
export async function makeContact(
  tx: WriteTx,
  { clock, ids }: ContactContext,
  principal: Principal,
  locationId: string,
  fields: Omit<CreateContactBody, 'locationId'>,
): Promise<CreatedContact> {
  const actor = actorOf(principal, clock)
  const blank = blankContact(ids.next(), locationId, actor)
  const changes = await readChanges(tx, blank, fields, ids.uuid)
  const contact = applyChanges(blank, changes)
  if (fields.dnd !== undefined || fields.dndSettings !== undefined) contact.dndDate = actor.timestamp
  await refuseDuplicate(tx, 'create', contact)
  await rememberTags(tx, ids, contact)
  const document = await insertContact(tx, contact)
  refuseTooLarge(document)
  return { contact, document, ignoredFields: changes.ignoredFields }
}

/** A contact of whom nothing is known yet. */
export const blankContact = (id: string, locationId: string, actor: Actor): Contact =>
  completed({
    id,
    locationId,
    dateAdded: actor.timestamp,
    dateUpdated: actor.timestamp,
    tags: [],
    type: 'lead',
    customFields: [],
    dnd: false,
    createdBy: actor,
    lastUpdatedBy: actor,
    lastSessionActivityAt: actor.timestamp,
    followers: [],
    additionalEmails: [],
    additionalPhones: [],
  })
