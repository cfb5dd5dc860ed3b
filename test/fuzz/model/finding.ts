import type { Contact } from './people.ts'

/** A condition of a search, or several combined. */
export type Filter =
  | { field: string; operator: string; value?: unknown }
  | { group: 'AND' | 'OR'; filters: Filter[] }

export interface SortKey {
  field: string
  direction: 'asc' | 'desc'
}

type Value = string | number | string[]

/** The value of a contact's field by its name; undefined for none. */
export function fieldOf({ person, ...contact }: Contact, field: string): Value | undefined {
  const lower = (text: string | undefined) => text?.toLowerCase()
  const list = (texts: readonly string[]) =>
    texts.length > 0 ? texts.map((one) => one.toLowerCase()) : undefined
  switch (field) {
    case 'id':
      return person.id
    case 'firstNameLowerCase':
      return lower(contact.firstName)
    case 'lastNameLowerCase':
      return lower(contact.lastName)
    case 'businessName':
      return lower(contact.companyName)
    case 'city':
    case 'companyName':
    case 'source':
    case 'country':
      return lower(contact[field])
    case 'email':
    case 'phone':
      return person[field]
    case 'dnd':
      return String(contact.dnd)
    case 'tags':
      return list(contact.tags)
    case 'followers':
      return list(contact.followers)
    case 'additionalEmails':
      return list(person.emails)
    case 'additionalPhones':
      return list(person.phones)
    case 'dateAdded':
    case 'dateUpdated':
      return contact[field]
    default: {
      const value = contact.values.get(field.replace(/^customFields\./, ''))
      return Array.isArray(value) ? list(value) : typeof value === 'string' ? value.toLowerCase() : value
    }
  }
}

/** Whether a contact matches a filter. */
export function fits(contact: Contact, filter: Filter): boolean {
  if ('group' in filter) {
    const one = (part: Filter) => fits(contact, part)
    return filter.group === 'AND' ? filter.filters.every(one) : filter.filters.some(one)
  }
  const { field, operator, value } = filter
  if (operator.startsWith('not_')) {
    return !fits(contact, { field, operator: operator.slice('not_'.length), value })
  }
  const has = [fieldOf(contact, field) ?? []].flat()
  // Ids are case-sensitive; all other text is not.
  const wanted = typeof value === 'number' || field === 'id' ? value : String(value).toLowerCase()
  switch (operator) {
    case 'exists':
      return has.length > 0
    case 'eq':
      return has.some((one) => one === wanted)
    case 'contains':
      return has.some((one) => String(one).includes(String(wanted)))
    default: {
      const { gte = -Infinity, lt = Infinity } = value as { gte?: number; lt?: number }
      return has.some((one) => typeof one === 'number' && one >= gte && one < lt)
    }
  }
}

/** Whether every word is in the name, the email, the phone or the company of a contact. */
export function isMeant({ person, firstName, lastName, companyName }: Contact, query: string): boolean {
  const name = [firstName, lastName].filter((part) => part !== undefined).join(' ')
  const places = [name, person.email, person.phone, companyName].map((text) => text?.toLowerCase() ?? '')
  const words = query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return words.every((word) => places.some((text) => text.includes(word)))
}

/** Compares two contacts by the sort keys: missing values come last, and ids decide between equals. */
export function inOrder(sort: readonly SortKey[], a: Contact, b: Contact): number {
  for (const { field, direction } of sort) {
    const [one, other] = [fieldOf(a, field), fieldOf(b, field)]
    if (one === other) continue
    if (one === undefined) return 1
    if (other === undefined) return -1
    return (one < other ? -1 : 1) * (direction === 'asc' ? 1 : -1)
  }
  return a.person.id < b.person.id ? -1 : 1
}
