import type { Person } from '../../support/address-book.ts'

/** A note or a task as in responses, with its creation time. */
export interface Kept {
  id: string
  made: number
  fields: Record<string, unknown>
}

/** A contact in the model. Its addresses are in the address book. */
export interface Contact {
  person: Person
  firstName?: string
  lastName?: string
  city?: string
  companyName?: string
  source?: string
  country?: string
  dnd: boolean
  tags: string[]
  /** By the ids of custom fields. */
  values: Map<string, string | number | string[]>
  followers: string[]
  businessId?: string
  /** Milliseconds. */
  dateAdded: number
  dateUpdated: number
  notes: Kept[]
  tasks: Kept[]
}

/** The properties of a body other than emails and phones. */
export interface Fields {
  firstName?: string | null
  lastName?: string | null
  city?: string | null
  companyName?: string | null
  source?: string | null
  country?: string
  dnd?: boolean
  tags?: string[]
  customFields?: { id: string; field_value: string | number | string[] | null }[]
}

const texts = ['firstName', 'lastName', 'city', 'companyName', 'source', 'country'] as const

export const newContact = (person: Person, now: number): Contact => ({
  person,
  dnd: false,
  tags: [],
  values: new Map(),
  followers: [],
  dateAdded: now,
  dateUpdated: now,
  notes: [],
  tasks: [],
})

/** Applies a body to a contact. */
export function setFields(contact: Contact, fields: Fields): void {
  for (const name of texts) {
    const text = fields[name]
    if (text === null) delete contact[name]
    else if (text !== undefined) contact[name] = text
  }
  if (fields.dnd !== undefined) contact.dnd = fields.dnd
  if (fields.tags) contact.tags = plainTags(fields.tags)
  for (const { id, field_value } of fields.customFields ?? []) {
    if (field_value === null) contact.values.delete(id)
    else contact.values.set(id, field_value)
  }
}

/** Tags as they are stored: trimmed, in lower case, without duplicates. */
export const plainTags = (tags: readonly string[]): string[] => [
  ...new Set(tags.map((tag) => tag.trim().toLowerCase())),
]

/** Everything in a contact that an update can change, as text. */
export const stateOf = ({ notes, tasks, dateUpdated, values, ...rest }: Contact): string =>
  JSON.stringify([rest, [...values]])

/** The expected response of Get Contact. */
export function answerOf(contact: Contact): Record<string, unknown> {
  const { person, firstName, lastName, values, dateAdded, dateUpdated, notes, tasks, ...rest } = contact
  return {
    ...rest,
    id: person.id,
    name: [firstName, lastName].filter((part) => part !== undefined).join(' '),
    ...(firstName !== undefined && { firstName }),
    ...(lastName !== undefined && { lastName }),
    ...(person.email !== undefined && { email: person.email }),
    ...(person.phone !== undefined && { phone: person.phone }),
    additionalEmails: person.emails.map((email) => ({ email })),
    additionalPhones: person.phones.map((phone) => ({ phone })),
    customFields: [...values].map(([id, value]) => ({ id, value })),
    dateAdded: new Date(dateAdded).toISOString(),
    dateUpdated: new Date(dateUpdated).toISOString(),
  }
}
