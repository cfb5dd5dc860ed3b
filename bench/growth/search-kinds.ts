import type { FilterItem, SearchBody } from '../../server/src/api/search/search-schemas.ts'
import type { Person } from '../people.ts'
import { anyOf, below, type Random } from '../random.ts'
import type { SeededData } from '../seed.ts'
import { variedFields, variedPeople } from '../varied-people.ts'

/** The values that searches are built from: the people have them, so the searches find something. */
interface Sample {
  random: Random
  data: SeededData
}

type Condition = (sample: Sample) => FilterItem
type Body = (sample: Sample) => Omit<SearchBody, 'locationId'>

const pageLimit = 20
const textFields = {
  firstNameLowerCase: 'firstName',
  lastNameLowerCase: 'lastName',
  phone: 'phone',
  address: 'address1',
  city: 'city',
  source: 'source',
} as const satisfies Record<string, keyof Person>
type TextField = keyof typeof textFields
const allTextFields = Object.keys(textFields) as TextField[]
/** The fields whose texts have more than ten characters. */
const longTextFields: TextField[] = ['address', 'phone']

const anyIndex = ({ random, data }: Sample): number => below(random, data.contactIds.length)
const anyPerson = (sample: Sample): Person => variedPeople.person(anyIndex(sample))

/** A part of a text. */
function partOf(random: Random, text: string, length: number): string {
  const from = below(random, text.length - length + 1)
  return text.slice(from, from + length)
}

const placeOf = (name: string) => variedFields.findIndex((field) => field.name === name)
const customField = ({ data }: Sample, name: string) => `customFields.${data.customFieldIds[placeOf(name)]}`

/** The value of some person in a custom field. */
function customValueOf(sample: Sample, name: string) {
  // Ends: most have one.
  for (;;) {
    const value = variedPeople.customValues(anyIndex(sample))[placeOf(name)]
    if (value !== undefined) return value
  }
}

const equalText: Condition = (sample) => {
  const field = anyOf(sample.random, allTextFields)
  return { field, operator: 'eq', value: anyPerson(sample)[textFields[field]] }
}

const equalEmail: Condition = (sample) => ({ field: 'email', operator: 'eq', value: anyPerson(sample).email })

const equalTag: Condition = (sample) => {
  // Ends: most have one.
  for (;;) {
    const [value] = anyPerson(sample).tags
    if (value !== undefined) return { field: 'tags', operator: 'eq', value }
  }
}

const equalCustom: Condition = (sample) => {
  const name = anyOf(sample.random, ['Notes', 'Score', 'Budget', 'Plan'])
  return { field: customField(sample, name), operator: 'eq', value: customValueOf(sample, name) }
}

const existing: Condition = (sample) => {
  const custom = customField(sample, anyOf(sample.random, variedFields).name)
  return { field: anyOf(sample.random, [...allTextFields, 'tags', 'dateAdded', custom]), operator: 'exists' }
}

/** Up to a tenth of the time from the first contact to the last. */
const rangeOfTime: Condition = (sample) => {
  const { random, data } = sample
  const spanMs = variedPeople.addedBeforeMs(0, data.contactIds.length)
  const gte = Math.floor(data.seededAt - random() * spanMs)
  return {
    field: 'dateAdded',
    operator: 'range',
    value: { gte, lt: Math.floor(gte + (random() * spanMs) / 10) },
  }
}

const rangeOfNumbers: Condition = (sample) => {
  const gt = below(sample.random, 100_000)
  const value = { gt, lte: gt + below(sample.random, 20_000) }
  return { field: customField(sample, 'Score'), operator: 'range', value }
}

/** A part of a text of some person. */
export const containing =
  (length: number): Condition =>
  (sample) => {
    const { random } = sample
    const isCustom = random() < 0.3
    const field = anyOf(random, length > 5 ? longTextFields : allTextFields)
    const text = isCustom ? String(customValueOf(sample, 'Story')) : anyPerson(sample)[textFields[field]]
    const value = partOf(random, text.padEnd(length), length)
    return { field: isCustom ? customField(sample, 'Story') : field, operator: 'contains', value }
  }

const negated: Condition = (sample) => {
  const condition = anyOf(sample.random, [equalText, equalTag, equalCustom, containing(3)])(sample)
  return 'group' in condition ? condition : { ...condition, operator: `not_${condition.operator}` }
}

const anyCondition: Condition = (sample) =>
  anyOf(sample.random, [
    equalText,
    equalTag,
    equalCustom,
    existing,
    rangeOfTime,
    rangeOfNumbers,
    containing(5),
  ])(sample)

const where =
  (...conditions: Condition[]): Body =>
  (sample) => ({ pageLimit, filters: conditions.map((condition) => condition(sample)) })
const anyOfThem = (count: number) => where(...new Array<Condition>(count).fill(anyCondition))

/** The page after some person, newest first. */
const later =
  (body: Body): Body =>
  (sample) => {
    const index = anyIndex(sample)
    const { contactIds, seededAt } = sample.data
    const added = seededAt - variedPeople.addedBeforeMs(index, contactIds.length)
    return { ...body(sample), searchAfter: [added, contactIds[index]] }
  }

const sorted =
  (sort: NonNullable<SearchBody['sort']>, body: Body): Body =>
  (sample) => ({ ...body(sample), sort })

/** Parts of words, as people type them. */
const query =
  (...lengths: number[]): Body =>
  (sample) => {
    const word = (length: number) => {
      const { firstName, lastName, email, phone } = anyPerson(sample)
      const text = anyOf(sample.random, [firstName, lastName, email, phone.slice(2)])
      return partOf(sample.random, text, Math.min(text.length, length))
    }
    return { pageLimit, query: lengths.map(word).join(' ') }
  }

const either =
  (count: number, condition: Condition): Body =>
  (sample) => ({
    pageLimit,
    filters: [{ group: 'OR', filters: Array.from({ length: count }, () => condition(sample)) }],
  })

/** A kind of search, and whether the 100 ms target applies to it. */
type SearchKind = [name: string, isAimed: boolean, body: Body]

export const searchKinds: readonly SearchKind[] = [
  ['`eq` on a text field', true, where(equalText)],
  ['`eq` on the email', true, where(equalEmail)],
  ['`eq` on a tag', true, where(equalTag)],
  ['`exists`', true, where(existing)],
  ['`range` of times', true, where(rangeOfTime)],
  ['`contains`, 10 characters', true, where(containing(10))],
  ['`query` of two words', true, query(6, 6)],
  ['five conditions', true, anyOfThem(5)],
  ['one condition, a later page', true, later(anyOfThem(1))],
  [
    'one condition, by `lastNameLowerCase`',
    true,
    sorted([{ field: 'lastNameLowerCase', direction: 'asc' }], anyOfThem(1)),
  ],
  ['no condition', false, where()],
  ['five negations', false, where(negated, negated, negated, negated, negated)],
  ['any of 20: `contains`, 5 characters', false, either(20, containing(5))],
  ['`query` of 1 character', false, query(1)],
]
