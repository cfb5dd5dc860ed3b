import type { RowPlace } from '../../columnstore/query.ts'
import type { Contact } from '../contacts/contact.ts'

/**
 * A contact in a list. Unset properties are null. Names are in lower case; `…Raw` has them as written.
 * @param dndSettings in the spelling of the version.
 */
export const listRow = (contact: Contact, place: RowPlace, dndSettings: object): Record<string, unknown> => ({
  id: contact.id,
  locationId: contact.locationId,
  contactName: contact.fullNameLowerCase || contact.email || contact.phone || null,
  firstName: contact.firstNameLowerCase ?? null,
  lastName: contact.lastNameLowerCase ?? null,
  firstNameRaw: contact.firstName ?? null,
  lastNameRaw: contact.lastName ?? null,
  companyName: contact.companyName ?? null,
  email: contact.email ?? null,
  phone: contact.phone ?? null,
  dnd: contact.dnd,
  dndSettings,
  type: contact.type,
  source: contact.source ?? null,
  assignedTo: contact.assignedTo ?? null,
  city: contact.city ?? null,
  state: contact.state ?? null,
  postalCode: contact.postalCode ?? null,
  address1: contact.address1 ?? null,
  dateAdded: contact.dateAdded,
  dateUpdated: contact.dateUpdated,
  dateOfBirth: contact.dateOfBirth ?? null,
  businessId: contact.businessId ?? null,
  tags: contact.tags,
  followers: contact.followers,
  country: contact.country ?? null,
  website: contact.website ?? null,
  timezone: contact.timezone ?? null,
  profilePhoto: null,
  additionalEmails: contact.additionalEmails,
  attributions: [],
  customFields: contact.customFields,
  startAfter: [...place.values, place.id],
})
