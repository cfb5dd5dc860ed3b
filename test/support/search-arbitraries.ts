import fc from 'fast-check'
import type { Filter, Query, RangeBounds, SortKey } from '../../server/src/columnstore/query.ts'
import { foldCase } from '../../server/src/lib/fold-case.ts'

/** The ids of a location's custom fields, one of each kind that the search distinguishes. */
export interface SearchableFields {
  /** TEXT */
  text: string
  /** NUMERICAL */
  number: string
  /** DATE */
  date: string
  /** CHECKBOX with the options `choices`. */
  list: string
  /** TEXTBOX_LIST, with its rows. */
  rows: { id: string; rowIds: readonly string[] }
}

/** The options of the CHECKBOX in `SearchableFields`. */
export const choices = ['Red', 'Größe', 'Ωμέγας', '赤']

/** Few, so that contacts share them; in many scripts and spellings, to test folding. */
const words = fc.constantFrom(
  'Jane',
  'JANE',
  'jane doe',
  'Straße',
  'STRASSE',
  'Ωμέγας',
  'ΩΜΈΓΑΣ',
  'İstanbul',
  'istanbul',
  'Zoë',
  'Zoe\u0308',
  '100% a_b',
  '*.[x]\\',
  '赤い車',
  '👩‍👩‍👧',
  'שלום',
  '\u{1F600}z',
  '\uFFFDz',
)

const emails = fc
  .tuple(fc.constantFrom('Jane', 'jane', 'doe.j', 'x'), fc.constantFrom('Example.com', 'doe.org'))
  .map(([name, host]) => `${name}@${host}`)
const phones = fc.constantFrom('+15551234567', '+15557654321', '+442079460958', '+4930901820')
const days = fc
  .date({
    min: new Date('1969-12-01T00:00:00.000Z'),
    max: new Date('2030-01-01T00:00:00.000Z'),
    noInvalidDate: true,
  })
  .map((date) => date.toISOString())
const numbers = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.5, -0.25, 1e12, Number.MAX_SAFE_INTEGER),
)
const tags = fc.uniqueArray(fc.oneof(words, fc.constantFrom('vip', 'VIP customer', 'neu')), { maxLength: 4 })
const status = fc.constantFrom('active', 'inactive', 'permanent')

/**
 * Bodies for `writeContact`, without `locationId`, for a location that allows duplicates.
 * @param fields of the location.
 */
export const anyContactBody = (fields: SearchableFields): fc.Arbitrary<Record<string, unknown>> =>
  fc
    .record(
      {
        firstName: words,
        lastName: words,
        email: emails,
        phone: phones,
        additionalEmails: fc.uniqueArray(emails, { maxLength: 2 }),
        additionalPhones: fc.uniqueArray(phones, { maxLength: 2 }),
        address1: words,
        city: words,
        state: words,
        postalCode: fc.constantFrom('35061', '0150'),
        country: fc.constantFrom('US', 'DE'),
        website: fc.constantFrom('https://doe.com', 'https://Example.org/a_b'),
        timezone: fc.constantFrom('UTC', 'Europe/Berlin'),
        source: words,
        companyName: words,
        gender: words,
        dateOfBirth: days.map((day) => day.slice(0, 10)),
        dnd: fc.boolean(),
        dndSettings: fc.record(
          { SMS: fc.record({ status }), Email: fc.record({ status }) },
          { requiredKeys: [] },
        ),
        inboundDndSettings: fc.record({ all: fc.record({ status: fc.constantFrom('active', 'inactive') }) }),
        tags,
        customFields: anyItems(fields),
      },
      { requiredKeys: [] },
    )
    .map((body) =>
      [body.email, body.phone, body.firstName, body.lastName].some(Boolean)
        ? body
        : { ...body, lastName: 'Doe' },
    )

const anyItems = ({ text, number, date, list, rows }: SearchableFields) =>
  fc
    .record(
      {
        [text]: words,
        [number]: numbers,
        [date]: days,
        [list]: fc.subarray(choices, { minLength: 1 }),
        [rows.id]: fc.dictionary(fc.constantFrom(...rows.rowIds), words, { minKeys: 1 }),
      },
      { requiredKeys: [] },
    )
    .map((values) => Object.entries(values).map(([id, field_value]) => ({ id, field_value })))

/** Search texts: whole values, parts of them, and values that nothing has. */
const needle = fc
  .oneof(
    words,
    emails,
    phones,
    fc.constantFrom(...choices, 'active', 'true', 'false', 'us', 'vip', 'lead', 'nowhere', 'p s open'),
  )
  .map(foldCase)
const part = fc
  .tuple(needle, fc.nat(6), fc.integer({ min: 1, max: 4 }))
  .map(([text, start, length]) => [...text].slice(start, start + length).join(''))
  .filter((text) => text !== '')

const columnsOf = ({ text, number, date, list, rows }: SearchableFields) => ({
  texts: [
    'id firstNameLowerCase lastNameLowerCase fullNameLowerCase email phone address city state country postalCode',
    'companyName source website timezone type assignedTo businessId gender dnd validEmail isValidWhatsapp',
    'dndSettings.SMS.status dndSettings.Email.status dndSettings.Call.status inboundDndSettings.all.status',
  ]
    .join(' ')
    .split(' ')
    .concat(`customFields.${text}`, ...rows.rowIds.map((rowId) => `customFields.${rows.id}.${rowId}`)),
  /** The columns with words. */
  words: ['firstNameLowerCase', 'fullNameLowerCase', 'city', 'tags', `customFields.${text}`],
  dates: [`customFields.${date}`],
  numbers: ['dateAdded', 'dateUpdated', 'dateOfBirth', 'lastAppointment', `customFields.${number}`],
  lists: 'tags followers additionalEmails additionalPhones activeWorkflows finishedWorkflows opportunities'
    .split(' ')
    .concat(`customFields.${list}`, `customFields.${rows.id}`),
})

/** Usually one bound: two random ones rarely leave anything between them. */
const boundsOf = (bound: fc.Arbitrary<string | number>): fc.Arbitrary<RangeBounds> =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom('gt', 'gte', 'lt', 'lte'), bound)
        .map(([name, at]) => ({ [name]: at })),
    },
    fc.record({ gte: bound, lt: bound }),
    fc.record({ gt: bound, lte: bound }),
    fc.record({ gt: bound, gte: bound, lt: bound, lte: bound }),
  )

/** A filter of one column. */
function anyCondition(fields: SearchableFields, times: fc.Arbitrary<number>): fc.Arbitrary<Filter> {
  const columns = columnsOf(fields)
  const wordColumn = fc.constantFrom(...columns.words)
  const textColumn = fc.constantFrom(...columns.texts, ...columns.lists)
  const numberColumn = fc.constantFrom(...columns.numbers)
  const number = fc.oneof(numbers, times)
  const op = <Name extends Filter['op']>(name: Name) => fc.constant(name)
  const equal = (column: fc.Arbitrary<string>, value: fc.Arbitrary<string | number>) =>
    fc.record({ op: op('eq'), column, values: fc.array(value, { minLength: 1, maxLength: 3 }) })
  const containing = (column: fc.Arbitrary<string>, text: fc.Arbitrary<string>) =>
    fc.record({ op: op('contains'), column, text })
  const inRange = (column: fc.Arbitrary<string>, bound: fc.Arbitrary<string | number>) =>
    fc.record({ op: op('range'), column, bounds: boundsOf(bound) })
  return fc.oneof(
    // Most filters can match: few random pairs of a column and a text do.
    { weight: 3, arbitrary: equal(wordColumn, words.map(foldCase)) },
    { weight: 3, arbitrary: containing(wordColumn, part) },
    equal(textColumn, needle),
    containing(textColumn, fc.oneof(part, needle)),
    equal(numberColumn, number),
    { weight: 2, arbitrary: inRange(numberColumn, number) },
    inRange(fc.constantFrom(...columns.dates), days.map(foldCase)),
    inRange(fc.oneof(wordColumn, fc.constantFrom(...columns.texts)), needle).filter(
      // Ranges do not apply to texts in lists.
      ({ column }) => !columns.lists.includes(column),
    ),
    fc.record({
      op: op('exists'),
      column: fc.oneof(wordColumn, textColumn, numberColumn, fc.constantFrom(...columns.dates)),
    }),
  )
}

/**
 * Filters on columns of every kind, with groups and negations nested up to three deep.
 * @param times around which contacts were created, in milliseconds.
 */
export function anyFilter(
  fields: SearchableFields,
  times: fc.Arbitrary<number> = days.map(Date.parse),
): fc.Arbitrary<Filter> {
  const condition = anyCondition(fields, times)
  return fc.letrec<{ filter: Filter }>((tie) => {
    const filters = fc.oneof(
      { weight: 9, arbitrary: fc.array(tie('filter'), { minLength: 1, maxLength: 3 }) },
      fc.constant([]),
    )
    return {
      filter: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        { weight: 3, arbitrary: condition },
        { weight: 1, arbitrary: fc.record({ op: fc.constant('not' as const), filter: tie('filter') }) },
        { weight: 1, arbitrary: fc.record({ op: fc.constant('and' as const), filters }) },
        { weight: 1, arbitrary: fc.record({ op: fc.constant('or' as const), filters }) },
      ),
    }
  }).filter
}

/** Sort orders of zero to two single-valued columns. */
function anySort(fields: SearchableFields): fc.Arbitrary<SortKey[]> {
  const { texts, dates, numbers } = columnsOf(fields)
  return fc.array(
    fc.record({
      column: fc.constantFrom(...texts, ...dates, ...numbers),
      direction: fc.constantFrom('asc' as const, 'desc' as const),
    }),
    { maxLength: 2 },
  )
}

/** Searches of a location: the first page, or one after skipped rows. */
export const anySearchQuery = (
  locationId: string,
  fields: SearchableFields,
  times?: fc.Arbitrary<number>,
): fc.Arbitrary<Query> =>
  fc.record(
    {
      locationId: fc.constant(locationId),
      filter: anyFilter(fields, times),
      sort: anySort(fields),
      limit: fc.integer({ min: 1, max: 30 }),
      offset: fc.nat(6),
    },
    { requiredKeys: ['locationId', 'sort', 'limit', 'offset'] },
  )
