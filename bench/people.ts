import type { CustomField } from '../server/src/api/custom-fields/custom-field.ts'
import type { CustomFieldValue } from '../server/src/api/custom-fields/values/custom-field-entry.ts'
import { examplePerson } from './example-data.ts'

export type SeedField = Pick<CustomField, 'name' | 'dataType'> & { picklistOptions?: readonly string[] }

/** The data of a person in the body of a contact. */
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

/** The people in a database. Emails and phone numbers are unique. */
export interface People {
  /** The custom fields of the location. */
  fields: readonly SeedField[]
  person(index: number): Person
  /** A value for each custom field; undefined for none. */
  customValues(index: number): readonly (CustomFieldValue | undefined)[]
  /** How long before now the person was added, in milliseconds. */
  addedBeforeMs(index: number, people: number): number
  /** The id of the contact. Default: random ids. */
  idOf?(index: number): string
}

/** 200 repeated names, all with the same length, for updates. */
export const alikePeople: People = {
  fields: [
    { dataType: 'TEXT', name: 'Notes' },
    { dataType: 'TEXT', name: 'Nickname' },
  ],
  person: examplePerson,
  customValues: () => ['met at the trade fair', 'Ace'],
  addedBeforeMs: () => 0,
}
