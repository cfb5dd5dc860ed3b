import { isSameJson } from '../../lib/same-json.ts'
import type { NewEvent } from '../events/record-events.ts'
import type { Contact } from './contact.ts'

type ContactEvent = Extract<NewEvent['type'], `Contact${string}`>

/** An event of a contact, with HighLevel's properties in HighLevel's order. */
export function contactEvent(type: ContactEvent, contact: Contact): NewEvent {
  const { id, dateOfBirth, tags, customFields } = contact
  return {
    type,
    contactId: id,
    payload: {
      id,
      address1: contact.address1,
      city: contact.city,
      state: contact.state,
      companyName: contact.companyName,
      country: contact.country,
      source: contact.source,
      dateAdded: contact.dateAdded,
      dateOfBirth: dateOfBirth === undefined ? undefined : `${dateOfBirth}T00:00:00.000Z`,
      dnd: contact.dnd,
      dndSettings: type === 'ContactDndUpdate' ? contact.dndSettings : undefined,
      email: contact.email,
      name: contact.name || undefined,
      firstName: contact.firstName,
      lastName: contact.lastName,
      phone: contact.phone,
      postalCode: contact.postalCode,
      tags: tags.length > 0 || type === 'ContactTagUpdate' ? tags : undefined,
      website: contact.website,
      assignedTo: contact.assignedTo,
      customFields: customFields.length > 0 ? customFields : undefined,
    },
  }
}

/** The event of a contact that was created. */
export const eventsOfCreation = (contact: Contact): NewEvent[] => [contactEvent('ContactCreate', contact)]

/** The event of a contact that was deleted, with what it had. */
export const eventsOfDeletion = (contact: Contact): NewEvent[] => [contactEvent('ContactDelete', contact)]

/**
 * The properties that fire `ContactUpdate` when they change: those of its payload, and others that requests write.
 * Followers and inbound Do Not Disturb fire nothing.
 */
const updateFields = [
  'address1',
  'city',
  'state',
  'companyName',
  'country',
  'source',
  'dateOfBirth',
  'dnd',
  'email',
  'firstName',
  'lastName',
  'phone',
  'postalCode',
  'tags',
  'website',
  'assignedTo',
  'customFields',
  'timezone',
  'gender',
  'businessId',
  'additionalEmails',
  'additionalPhones',
] as const satisfies readonly (keyof Contact)[]

/** The events of an update. */
export function eventsOfUpdate(before: Contact, after: Contact): NewEvent[] {
  const isChanged = (field: keyof Contact) => !isSameJson(before[field], after[field])
  const events: NewEvent[] = []
  const isDndChanged = isChanged('dnd') || isChanged('dndSettings')
  const update = contactEvent('ContactUpdate', after)
  if (isDndChanged || updateFields.some(isChanged)) events.push(update)
  if (isChanged('tags'))
    events.push(
      after.tags.length > 0
        ? { ...update, type: 'ContactTagUpdate' }
        : contactEvent('ContactTagUpdate', after),
    )
  if (isDndChanged) events.push(contactEvent('ContactDndUpdate', after))
  return events
}
