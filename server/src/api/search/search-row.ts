import type { RowPlace } from '../../columnstore/query.ts'
import type { Contact } from '../contacts/contact.ts'
import type { Opportunity } from '../opportunities/opportunity.ts'

/**
 * A contact as Search Contacts returns it, in the observed order of keys: unset properties are null, the birth date
 * is in milliseconds since 1970. HighLevel added the keys from `firstName` to `timezone`, and the last ones, later.
 * @param dndSettings in the spelling of the version.
 * @param opportunities of the contact.
 */
export const searchRow = (
  contact: Contact,
  place: RowPlace,
  dndSettings: object,
  opportunities: readonly Opportunity[],
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
  opportunities: opportunities.map(({ pipelineId, id, monetaryValue, pipelineStageId, status }) => ({
    pipelineId,
    id,
    monetaryValue,
    pipelineStageId,
    status,
  })),
  postalCode: contact.postalCode ?? null,
  businessId: contact.businessId ?? null,
  firstName: contact.firstName ?? null,
  lastName: contact.lastName ?? null,
  contactName: contact.fullNameLowerCase || null,
  website: contact.website ?? null,
  timezone: contact.timezone ?? null,
  dndSettings,
  inboundDndSettings: contact.inboundDndSettings ?? null,
  attributionSource: null,
  lastAttributionSource: null,
  searchAfter: [...place.values, place.id],
})
