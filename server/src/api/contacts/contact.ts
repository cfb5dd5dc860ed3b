import type { Actor } from '../../auth/actor.ts'
import type { CustomFieldEntry } from '../custom-fields/values/custom-field-entry.ts'
import type { AdditionalEmail, AdditionalPhone } from './addresses/additional-addresses.ts'
import type { DndSettings, InboundDndSettings } from './dnd.ts'

/**
 * A contact, exactly as stored and as `GET` and `PUT` return it, without unset properties. Times are ISO 8601 with
 * milliseconds, `dateOfBirth` is `YYYY-MM-DD`.
 */
export interface Contact {
  id: string
  name: string
  dateAdded: string
  dateUpdated: string
  deleted: false
  tags: string[]
  type: 'lead'
  customFields: CustomFieldEntry[]
  locationId: string
  firstName?: string | undefined
  firstNameLowerCase?: string | undefined
  fullNameLowerCase: string
  lastName?: string | undefined
  lastNameLowerCase?: string | undefined
  email?: string | undefined
  emailLowerCase?: string | undefined
  bounceEmail: false
  unsubscribeEmail: false
  phone?: string | undefined
  address1?: string | undefined
  city?: string | undefined
  state?: string | undefined
  country?: string | undefined
  postalCode?: string | undefined
  website?: string | undefined
  source?: string | undefined
  companyName?: string | undefined
  timezone?: string | undefined
  dateOfBirth?: string | undefined
  dnd: boolean
  dndDate?: string | undefined
  dndSettings?: DndSettings | undefined
  inboundDndSettings?: InboundDndSettings | undefined
  gender?: string | undefined
  assignedTo?: string | undefined
  businessId?: string | undefined
  createdBy: Actor
  lastUpdatedBy: Actor
  lastSessionActivityAt: string
  followers: string[]
  additionalEmails: AdditionalEmail[]
  additionalPhones: AdditionalPhone[]
  validEmail: null
  validEmailDate: null
}

/**
 * Recomputes the derived properties of a contact and puts its keys in HighLevel's order. One literal gives every
 * contact the same hidden class; JSON.stringify omits undefined values.
 */
export function completed(
  contact: Omit<Contact, DerivedField> & Partial<Pick<Contact, DerivedField>>,
): Contact {
  const name = fullName(contact.firstName, contact.lastName)
  return {
    id: contact.id,
    name,
    dateAdded: contact.dateAdded,
    dateUpdated: contact.dateUpdated,
    deleted: false,
    tags: contact.tags,
    type: contact.type,
    customFields: contact.customFields,
    locationId: contact.locationId,
    firstName: contact.firstName,
    firstNameLowerCase: contact.firstName?.toLowerCase(),
    fullNameLowerCase: name.toLowerCase(),
    lastName: contact.lastName,
    lastNameLowerCase: contact.lastName?.toLowerCase(),
    email: contact.email,
    emailLowerCase: contact.email?.toLowerCase(),
    bounceEmail: false,
    unsubscribeEmail: false,
    phone: contact.phone,
    address1: contact.address1,
    city: contact.city,
    state: contact.state,
    country: contact.country,
    postalCode: contact.postalCode,
    website: contact.website,
    source: contact.source,
    companyName: contact.companyName,
    timezone: contact.timezone,
    dateOfBirth: contact.dateOfBirth,
    dnd: contact.dnd,
    dndDate: contact.dndDate,
    dndSettings: contact.dndSettings,
    inboundDndSettings: contact.inboundDndSettings,
    gender: contact.gender,
    assignedTo: contact.assignedTo,
    businessId: contact.businessId,
    createdBy: contact.createdBy,
    lastUpdatedBy: contact.lastUpdatedBy,
    lastSessionActivityAt: contact.lastSessionActivityAt,
    followers: contact.followers,
    additionalEmails: contact.additionalEmails,
    additionalPhones: contact.additionalPhones,
    validEmail: null,
    validEmailDate: null,
  }
}

type DerivedField =
  | 'name'
  | 'firstNameLowerCase'
  | 'lastNameLowerCase'
  | 'fullNameLowerCase'
  | 'emailLowerCase'
  | 'deleted'
  | 'bounceEmail'
  | 'unsubscribeEmail'
  | 'validEmail'
  | 'validEmailDate'

/** `Jane` and `Doe` → `Jane Doe`; empty without either. */
export function fullName(firstName: string | undefined, lastName: string | undefined): string {
  if (firstName === undefined) return lastName ?? ''
  return lastName === undefined ? firstName : `${firstName} ${lastName}`
}

/** Splits a full name at its first white space: `Jane van Doe` → `Jane` and `van Doe`; one word is a first name. */
export function splitName(name: string): { firstName: string | undefined; lastName: string | undefined } {
  const [, firstName, lastName] = /^\s*(\S+)(?:\s+(\S.*?))?\s*$/su.exec(name) ?? []
  return { firstName, lastName }
}
