import type { CustomFieldValue } from '../server/src/api/contacts/contact.ts'
import type { CustomField } from '../server/src/api/custom-fields/custom-field.ts'
import { examplePerson } from './example-data.ts'

export type SeedField = Pick<CustomField, 'name' | 'dataType'> & { picklistOptions?: readonly string[] }

/** What a body of a contact says of a person. */
export interface Person {
  firstName: string
  lastName: string
  email: string
  /** E.164. */
  phone: string
  companyName?: string
  address1: string
  city: string
  state: string
  country: string
  postalCode: string
  timezone: string
  source: string
  tags: string[]
  dateOfBirth?: string
}

/** Who a database is filled with. No two have an email or a phone number in common. */
export interface People {
  /** The custom fields of the location. */
  fields: readonly SeedField[]
  person(index: number): Person
  /** A value for each custom field; undefined is none. */
  customValues(index: number): readonly (CustomFieldValue | undefined)[]
  /** How long before now the person was added, in milliseconds. */
  addedBeforeMs(index: number, people: number): number
  /** The id of the contact; random ones where it is missing. */
  idOf?(index: number): string
}

/** 200 names over and over, all alike in length: what only updates want. */
export const alikePeople: People = {
  fields: [
    { dataType: 'TEXT', name: 'Notes' },
    { dataType: 'TEXT', name: 'Nickname' },
  ],
  person: examplePerson,
  customValues: () => ['met at the trade fair', 'Ace'],
  addedBeforeMs: () => 0,
}
