import type { FilterItem } from '../../server/src/contacts/search/search-schemas.ts'
import type { Person } from '../people.ts'
import type { SeededData } from '../seed.ts'
import { anyOf, below, type Random } from './random.ts'
import { variedFields, variedPeople } from './varied-people.ts'

/** What conditions are made of: of what the people have, so that they find something. */
export interface Sample {
  random: Random
  data: SeededData
}

export type Condition = (sample: Sample) => FilterItem

const textFields = {
  firstNameLowerCase: 'firstName',
  lastNameLowerCase: 'lastName',
  phone: 'phone',
  companyName: 'companyName',
  address: 'address1',
  city: 'city',
  state: 'state',
  postalCode: 'postalCode',
  source: 'source',
} as const satisfies Record<string, keyof Person>

type TextField = keyof typeof textFields
const allTextFields = Object.keys(textFields) as TextField[]
/** Those whose texts have more than ten characters. */
const longTextFields: TextField[] = ['companyName', 'address', 'phone']

/** The number of somebody. */
export const anyIndex = ({ random, data }: Sample): number => below(random, data.contactIds.length)

/** The text that somebody has in a field. */
function textOf(sample: Sample, fields: readonly TextField[]): { field: TextField; text: string } {
  // Some have no company. Ends: most have one.
  for (;;) {
    const field = anyOf(sample.random, fields)
    const text = variedPeople.person(anyIndex(sample))[textFields[field]]
    if (text !== undefined) return { field, text }
  }
}

type CustomFieldName = (typeof variedFields)[number]['name']

const placeOf = (name: CustomFieldName) => variedFields.findIndex((field) => field.name === name)
const customField = ({ data }: Sample, name: CustomFieldName) =>
  `customFields.${data.customFieldIds[placeOf(name)]}`

/** The value that somebody has in a custom field. */
function customValueOf(sample: Sample, name: CustomFieldName) {
  for (;;) {
    const value = variedPeople.customValues(anyIndex(sample))[placeOf(name)]
    if (value !== undefined) return value
  }
}

/** Part of a text, of so many characters. */
export function partOf(random: Random, text: string, length: number): string {
  const from = below(random, text.length - length + 1)
  return text.slice(from, from + length)
}

export const equalText: Condition = (sample) => {
  const { field, text } = textOf(sample, allTextFields)
  return { field, operator: 'eq', value: text }
}

export const equalEmail: Condition = (sample) => ({
  field: 'email',
  operator: 'eq',
  value: variedPeople.person(anyIndex(sample)).email,
})

const anyTag = (sample: Sample): string => {
  for (;;) {
    const tag = variedPeople.person(anyIndex(sample)).tags[0]
    if (tag !== undefined) return tag
  }
}

export const equalTag: Condition = (sample) => ({ field: 'tags', operator: 'eq', value: anyTag(sample) })

export const equalCustom: Condition = (sample) => {
  const name = anyOf(sample.random, ['Notes', 'Score', 'Budget', 'Plan', 'Interests'] as const)
  const value = customValueOf(sample, name)
  return { field: customField(sample, name), operator: 'eq', value: Array.isArray(value) ? value[0] : value }
}

const anyField = (sample: Sample) =>
  sample.random() < 0.6
    ? anyOf(sample.random, [...allTextFields, 'email', 'tags', 'dnd', 'dateAdded', 'dateUpdated'])
    : customField(sample, anyOf(sample.random, variedFields).name)

export const existing: Condition = (sample) => ({ field: anyField(sample), operator: 'exists' })

/** Of the time from the first contact to the last, or of a date of theirs: up to a tenth. */
export const rangeOfTime: Condition = (sample) => {
  const { random, data } = sample
  const isCustom = random() < 0.5
  const [first, last] = isCustom
    ? [Date.UTC(2025, 0, 1), Date.UTC(2025, 0, 1001)]
    : [data.seededAt - variedPeople.addedBeforeMs(0, data.contactIds.length), data.seededAt]
  const gte = Math.floor(first + random() * (last - first))
  const lt = Math.floor(gte + (random() * (last - first)) / 10)
  return {
    field: isCustom ? customField(sample, 'Renewal') : 'dateAdded',
    operator: 'range',
    value: { gte, lt },
  }
}

export const rangeOfNumbers: Condition = (sample) => {
  const { random } = sample
  const name = anyOf(random, ['Score', 'Budget'] as const)
  const greatest = name === 'Score' ? 100_000 : 10_000
  const gt = below(random, greatest)
  return {
    field: customField(sample, name),
    operator: 'range',
    value: { gt, lte: gt + below(random, greatest / 5) },
  }
}

/** A part of a text that somebody has, of so many characters. */
export const containing =
  (length: number): Condition =>
  (sample) => {
    const { random } = sample
    if (random() < 0.3) {
      const name = anyOf(random, ['Notes', 'Story'] as const)
      const text = partOf(random, String(customValueOf(sample, name)), length)
      return { field: customField(sample, name), operator: 'contains', value: text }
    }
    if (random() < 0.2 && length < 7)
      return { field: 'tags', operator: 'contains', value: partOf(random, anyTag(sample).padEnd(7), length) }
    const { field, text } = textOf(sample, length > 5 ? longTextFields : allTextFields)
    return { field, operator: 'contains', value: partOf(random, text.padEnd(length), length) }
  }

export const negated: Condition = (sample) => {
  const condition = anyOf(sample.random, [equalText, equalTag, equalCustom, existing, containing(3)])(sample)
  if ('group' in condition) return condition
  return { ...condition, operator: `not_${condition.operator}` }
}

/** One of those that the aim is about. */
export const anyCondition: Condition = (sample) =>
  anyOf(sample.random, [
    equalText,
    equalEmail,
    equalTag,
    equalCustom,
    existing,
    rangeOfTime,
    rangeOfNumbers,
    containing(3),
    containing(5),
    containing(10),
  ])(sample)
