import type { UpdateContactBody } from '../server/src/api/contacts/contact-schemas.ts'
import { demoPeople } from '../server/src/demo/demo-contacts.ts'

const people = demoPeople()
const streets = ['1st St N', 'Maple Avenue', 'Harbor Road', 'Station Street', 'Hill Crescent']
const notes = ['prefers email', 'call after five', 'met at the trade fair', 'asked for a quote']

/** The data of all measurements: written by the seed, read by the load generator and the floor. */
export interface ExampleData {
  token: string
  companyId: string
  locationId: string
  customFieldId: string
  contactIds: string[]
  /** The JSON of a contact after an update. */
  document: string
}

/** A fictional person, with an email and a phone number that are unique for the index. */
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
 * The body of a typical update: names, city, tags, company and one custom field. Bodies with different `turn`s differ,
 * so each of them changes its contact; bodies with the same `index` have the same length.
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
