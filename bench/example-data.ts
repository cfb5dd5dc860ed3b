import type { UpdateContactBody } from '../server/src/api/contacts/contact-schemas.ts'
import { demoPeople } from '../server/src/demo/demo-contacts.ts'

const people = demoPeople()
const streets = ['1st St N', 'Maple Avenue', 'Harbor Road', 'Station Street', 'Hill Crescent']
const notes = ['prefers email', 'call after five', 'met at the trade fair', 'asked for a quote']

/** What everything that is measured works on: written by the seed, read by the load generator and the floor. */
export interface ExampleData {
  token: string
  companyId: string
  locationId: string
  customFieldId: string
  contactIds: string[]
  /** JSON of a contact, as an update leaves it. */
  document: string
}

/** A made-up person, with an email and a phone number that no other index has. */
export function examplePerson(index: number) {
  const { id: _, ...person } = at(people, index)
  return {
    ...person,
    email: person.email.replace('@', `.${index}@`),
    phone: `+1${at([212, 303, 415], index)}${2_000_000 + index}`,
    address1: `${1 + (index % 9999)} ${at(streets, index)}`,
    postalCode: String(10_000 + (index % 89_999)),
  }
}

/**
 * The body of a typical update: names, city, tags, company and one custom field. No two that differ in
 * `turn` are the same, so that each of them changes its contact; bodies of one `index` have one length.
 */
export function exampleUpdate(index: number, turn: number, customFieldId: string): UpdateContactBody {
  const { firstName, lastName, city, state, companyName, tags } = at(people, index * 7)
  return {
    firstName,
    lastName,
    city,
    state,
    companyName: `${companyName} ${String(turn).padStart(turnDigits, '0')}`,
    tags,
    customFields: [{ id: customFieldId, field_value: at(notes, index) }],
  }
}

export const turnDigits = 9

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T
