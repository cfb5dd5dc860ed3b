import type { Contact } from '../contact.ts'
import type { RowPlace } from './search-query.ts'

/**
 * A contact as Search Contacts answers it, in the order of keys that was observed: what is not set is null,
 * the birth date is milliseconds since 1970, names stand in lower case alone.
 * @param dndSettings in the spelling of the version.
 */
export const searchRow = (
  contact: Contact,
  place: RowPlace,
  dndSettings: object,
): Record<string, unknown> => ({
  id: contact.id,
  phoneLabel: null,
  country: contact.country ?? null,
  address: contact.address1 ?? null,
  source: contact.source ?? null,
  type: contact.type,
  locationId: contact.locationId,
  dnd: contact.dnd,
  state: contact.state ?? null,
  businessName: contact.companyName ?? null,
  customFields: contact.customFields,
  tags: contact.tags,
  dateAdded: contact.dateAdded,
  additionalEmails: contact.additionalEmails,
  phone: contact.phone ?? null,
  companyName: contact.companyName ?? null,
  additionalPhones: contact.additionalPhones,
  dateUpdated: contact.dateUpdated,
  city: contact.city ?? null,
  dateOfBirth: contact.dateOfBirth === undefined ? null : Date.parse(contact.dateOfBirth),
  firstNameLowerCase: contact.firstNameLowerCase ?? null,
  lastNameLowerCase: contact.lastNameLowerCase ?? null,
  email: contact.email ?? null,
  assignedTo: contact.assignedTo ?? null,
  followers: contact.followers,
  validEmail: contact.validEmail,
  opportunities: [],
  postalCode: contact.postalCode ?? null,
  businessId: contact.businessId ?? null,
  dndSettings,
  searchAfter: [...place.values, place.id],
})
