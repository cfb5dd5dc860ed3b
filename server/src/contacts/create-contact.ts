import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { Checked } from '../http/validation.ts'
import { isReachableLocation, locationIdOf } from '../locations/find-location.ts'
import { applyChanges } from './apply-changes.ts'
import { type Actor, type Contact, completed } from './contact.ts'
import { actorOf, type ContactContext } from './contact-context.ts'
import type { CreateContactBody } from './contact-schemas.ts'
import { insertContact } from './contact-store.ts'
import { readChanges } from './read-changes.ts'
import { refuseDuplicate, refuseTooLarge, rememberTags } from './save-contact.ts'

export interface CreatedContact {
  contact: Contact
  /** The custom fields that were dropped, as sent. */
  ignoredFields: string[]
}

/**
 * Create Contact. Refuses in the order of Update Contact: the location (403), the body (422), what the
 * location judges (400), duplicates (400).
 */
export function createContact(
  { storage, clock, ids }: ContactContext,
  principal: Principal,
  body: Checked<CreateContactBody>,
): Promise<CreatedContact> {
  return storage.write(async (tx) => {
    const named = locationIdOf(body.raw)
    if (named !== undefined && !(await isReachableLocation(tx, principal, named)))
      throw errors.locationForbidden()
    const { locationId, ...fields } = body.valid()
    const actor = actorOf(principal, clock)
    const blank = blankContact(ids.next(), locationId, actor)
    const changes = await readChanges(tx, blank, fields, ids.uuid)
    const contact = applyChanges(blank, changes)
    if (fields.dnd !== undefined || fields.dndSettings !== undefined) contact.dndDate = actor.timestamp
    await refuseDuplicate(tx, 'create', contact)
    await rememberTags(tx, ids, contact)
    refuseTooLarge(await insertContact(tx, contact))
    return { contact, ignoredFields: changes.ignoredFields }
  })
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
