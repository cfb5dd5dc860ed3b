import type { FilterItem, SearchBody } from '../../server/src/contacts/search/search-schemas.ts'
import {
  anyCondition,
  anyIndex,
  type Condition,
  containing,
  equalCustom,
  equalEmail,
  equalTag,
  equalText,
  existing,
  negated,
  partOf,
  rangeOfNumbers,
  rangeOfTime,
  type Sample,
} from './conditions.ts'
import { anyOf, below } from './random.ts'
import { variedPeople } from './varied-people.ts'

type Sent = Omit<SearchBody, 'locationId'>

/** A kind of search, of which each query is another. */
export interface SearchKind {
  name: string
  /** Whether it is one of those that the aim of 100 ms is for. */
  isAimed: boolean
  body: (sample: Sample) => Sent
}

const pageLimit = 20

const aimed = (name: string, body: SearchKind['body']): SearchKind => ({ name, isAimed: true, body })
const stated = (name: string, body: SearchKind['body']): SearchKind => ({ name, isAimed: false, body })

const where =
  (...conditions: Condition[]) =>
  (sample: Sample): Sent => ({ pageLimit, filters: conditions.map((condition) => condition(sample)) })

const anyOfThem = (count: number) => where(...new Array<Condition>(count).fill(anyCondition))

/** The page behind somebody, newest first. */
const later =
  (body: SearchKind['body']): SearchKind['body'] =>
  (sample) => {
    const index = anyIndex(sample)
    const { contactIds, seededAt } = sample.data
    const added = seededAt - variedPeople.addedBeforeMs(index, contactIds.length)
    return { ...body(sample), searchAfter: [added, contactIds[index]] }
  }

type Sort = NonNullable<SearchBody['sort']>

const sorted =
  (sort: Sort, body: SearchKind['body'] = where()) =>
  (sample: Sample): Sent => ({ ...body(sample), sort })

/** The page behind a last name that somebody has. */
const laterByLastName: SearchKind['body'] = (sample) => {
  const index = anyIndex(sample)
  const lastName = variedPeople.person(index).lastName.toLowerCase()
  return {
    ...sorted([{ field: 'lastNameLowerCase', direction: 'asc' }])(sample),
    searchAfter: [lastName, sample.data.contactIds[index]],
  }
}

/** A part of a word of somebody's, as people type them. */
function anyWord({ random, ...rest }: Sample, length?: number): string {
  const {
    firstName,
    lastName,
    email,
    phone,
    companyName = '',
  } = variedPeople.person(anyIndex({ random, ...rest }))
  const word = anyOf(random, [
    firstName,
    lastName,
    email,
    phone.slice(2),
    companyName.split(' ')[0] || lastName,
  ])
  return partOf(random, word, Math.min(word.length, length ?? 3 + below(random, 8)))
}

const query =
  (...lengths: (number | undefined)[]) =>
  (sample: Sample): Sent => ({ pageLimit, query: lengths.map((length) => anyWord(sample, length)).join(' ') })

const either =
  (count: number, condition: Condition) =>
  (sample: Sample): Sent => {
    const filters: FilterItem[] = Array.from({ length: count }, () => condition(sample))
    return { pageLimit, filters: [{ group: 'OR', filters }] }
  }

export const searchKinds: readonly SearchKind[] = [
  aimed('`eq` on a text field', where(equalText)),
  aimed('`eq` on the email', where(equalEmail)),
  aimed('`eq` on a tag', where(equalTag)),
  aimed('`eq` on a custom field', where(equalCustom)),
  aimed('`exists`', where(existing)),
  aimed('`range` of times', where(rangeOfTime)),
  aimed('`range` of numbers', where(rangeOfNumbers)),
  aimed('`contains`, 3 characters', where(containing(3))),
  aimed('`contains`, 5 characters', where(containing(5))),
  aimed('`contains`, 10 characters', where(containing(10))),
  aimed('`query` of 3 characters', query(3)),
  aimed('`query` of one word', query(undefined)),
  aimed('`query` of two words', query(undefined, undefined)),
  aimed('two conditions', anyOfThem(2)),
  aimed('three conditions', anyOfThem(3)),
  aimed('five conditions', anyOfThem(5)),
  aimed(
    'one condition and `query`, a later page',
    later((sample) => ({ ...anyOfThem(1)(sample), ...query(undefined)(sample) })),
  ),
  aimed('one condition, a later page', later(anyOfThem(1))),
  aimed('five conditions, a later page', later(anyOfThem(5))),
  aimed(
    'one condition, by `lastNameLowerCase`',
    sorted([{ field: 'lastNameLowerCase', direction: 'asc' }], anyOfThem(1)),
  ),
  aimed(
    'one condition, by `email`, descending',
    sorted([{ field: 'email', direction: 'desc' }], anyOfThem(1)),
  ),
  aimed(
    'one condition, by `source`, then `dateUpdated`',
    sorted(
      [
        { field: 'source', direction: 'asc' },
        { field: 'dateUpdated', direction: 'desc' },
      ],
      anyOfThem(1),
    ),
  ),
  stated('no condition', where()),
  stated('no condition, a later page by `lastNameLowerCase`', laterByLastName),
  stated('no condition, the last 20 of 10,000 by `page`', () => ({ pageLimit, page: 500 })),
  stated('a negation', where(negated)),
  stated('five negations', where(negated, negated, negated, negated, negated)),
  stated('any of 20: `eq` on text fields', either(20, equalText)),
  stated('any of 20: `contains`, 5 characters', either(20, containing(5))),
  stated('`contains`, 1 character', where(containing(1))),
  stated('`contains`, 2 characters', where(containing(2))),
  stated('`query` of 1 character', query(1)),
  stated('`query` of 2 characters', query(2)),
]

/** The slowest that there is: what other requests are measured beside. */
export const slowBody: SearchKind['body'] = either(20, containing(2))
