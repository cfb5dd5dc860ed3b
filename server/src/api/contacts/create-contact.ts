import { type Actor, actorOf } from '../../auth/actor.ts'
import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { refuseTooLarge } from '../document-size.ts'
import { eventRecorder } from '../events/record-events.ts'
import { requireLocation } from '../locations/named-location.ts'
import { type PhonesContext, withPhonesParsedFirst } from '../phones/parse-phones-first.ts'
import { applyChanges } from './apply-changes.ts'
import { type Contact, completed } from './contact.ts'
import { eventsOfCreation } from './contact-events.ts'
import type { CreateContactBody } from './contact-schemas.ts'
import { insertContact } from './contact-store.ts'
import { resolveChanges } from './resolve-changes.ts'
import { refuseDuplicate, tagRecorder } from './save-contact.ts'

export interface CreatedContact {
  contact: Contact
  /** JSON of the contact, as stored. */
  document: string
  /** The custom fields that were dropped, as sent. */
  ignoredFields: string[]
}

/**
 * Create Contact. Checks in the order of Update Contact: the location (403), that the contact has an email, a phone or
 * a name (422), the values that depend on the location (400), duplicates (400).
 */
export function createContact(
  context: ApiContext,
  principal: Principal,
  { locationId, ...fields }: CreateContactBody,
): Promise<CreatedContact> {
  return withPhonesParsedFirst(context, (withPhones) =>
    context.storage.write(
      async (tx) => {
        await requireLocation(tx, principal, locationId)
        requireIdentity(fields)
        return addContact(tx, withPhones, principal, locationId, fields)
      },
      scopeIn(principal, locationId),
    ),
  )
}

type ContactFields = Omit<CreateContactBody, 'locationId'>

/** @throws ApiError 422 for a new contact without an email, a phone and a name. */
export function requireIdentity({ email, phone, firstName, lastName }: ContactFields): void {
  if (!email && !phone && !firstName && !lastName) throw errors.contactWithoutIdentity()
}

/**
 * Creates a contact in a location that the caller can access, and records it.
 * @param dateAdded of a contact that was brought in: ISO 8601 with milliseconds.
 * @throws ApiError 400, 422.
 */
export async function addContact(
  tx: WriteTx,
  context: PhonesContext,
  principal: Principal,
  locationId: string,
  fields: ContactFields,
  dateAdded?: string,
): Promise<CreatedContact> {
  const { ids, clock } = context
  const events = await eventRecorder(tx, { locationId, ids, at: clock.now() })
  const made = await makeContact(tx, context, principal, locationId, fields, dateAdded)
  await events.record(() => eventsOfCreation(made.contact))
  return made
}

/** As `addContact`, without events: for seeds. */
export async function makeContact(
  tx: WriteTx,
  { clock, ids, phones }: PhonesContext,
  principal: Principal,
  locationId: string,
  fields: ContactFields,
  dateAdded?: string,
): Promise<CreatedContact> {
  const actor = actorOf(principal, clock)
  const blank = { ...blankContact(ids.next(), locationId, actor), ...(dateAdded && { dateAdded }) }
  const changes = await resolveChanges(tx, blank, fields, { uuid: ids.uuid, phones })
  const contact = applyChanges(blank, changes)
  if (fields.dnd !== undefined || fields.dndSettings !== undefined) contact.dndDate = actor.timestamp
  await refuseDuplicate(tx, 'create', contact)
  const recordTags = await tagRecorder(tx, ids, contact)
  const document = await insertContact(tx, contact)
  refuseTooLarge(document)
  await recordTags()
  return { contact, document, ignoredFields: changes.ignoredFields }
}

/** A contact without any properties of a body. */
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
