import { type Static, type TSchema, Type } from 'typebox'
import { limitInQuery, queryNumber } from '../../http/query.ts'
import { bounds } from '../schemas/bounds.ts'
import { namedLocationId } from '../schemas/named-location-id.ts'

/** The most rows of a page. */
export const maxPageLimit = 500
/** The last row that `page` reaches. `searchAfter` has no limit. */
export const maxPagedRows = 10_000
/** The longest free query. */
export const maxQueryLength = 75
/** The maximum nesting of groups. */
const maxDepth = 5
const maxFilters = 100

/** The query that `free-text.ts` splits into words. */
export const freeQuery = (example: string) =>
  Type.String({
    description: 'Words. Each must occur in the name, the email, the phone or the company of a contact.',
    example,
    maxLength: maxQueryLength,
  })

/** A condition, or a group of them. */
export type FilterItem =
  | { field: string; operator: string; value?: unknown }
  | { group: 'AND' | 'OR'; filters: FilterItem[] }

/** The fields of one kind of document, for the reference. */
interface FieldTexts {
  /** The fields of conditions. */
  filters: string
  /** The operators. */
  operators: string
  /** The fields that sort. */
  sort: string
  /** A field of each, and a value of the first. */
  example: { filter: string; value: string; sort: string }
  /** What rows are: `contacts`. */
  things: string
}

const conditionOf = ({ filters, operators, example }: FieldTexts) =>
  Type.Object(
    {
      field: Type.String({
        description: `The field: ${filters}`,
        example: example.filter,
        maxLength: bounds.id,
      }),
      operator: Type.String({
        description: `One of \`${operators}\` that the field supports.`,
        example: 'eq',
        maxLength: bounds.id,
      }),
      value: Type.Optional(
        Type.Unsafe<unknown>({
          description:
            'Text, a number or a boolean; for lists and ids also a list, any item of which may match; `{gt, gte, lt, lte}` for `range`, times in milliseconds or ISO 8601; nothing for `exists` and `not_exists`.',
          example: example.value,
        }),
      ),
    },
    { additionalProperties: false, description: 'A condition.' },
  )

const group = (item: TSchema) =>
  Type.Object(
    {
      group: Type.Enum(['AND', 'OR'], {
        type: 'string',
        description: '`AND`: all filters must match; `OR`: any.',
        example: 'OR',
      }),
      filters: Type.Array(item, {
        minItems: 1,
        maxItems: maxFilters,
        description: 'Conditions and groups.',
      }),
    },
    { additionalProperties: false, description: 'A group of conditions.' },
  )

/** Validates an item with `group` as a group, any other as a condition. The violations are then those of its kind. */
function filterItem(condition: TSchema, depth: number): TSchema {
  if (depth === 0) return condition
  return Type.Unsafe<FilterItem>({
    if: { type: 'object', required: ['group'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: group(filterItem(condition, depth - 1)),
    else: condition,
  })
}

/** The properties `filters` and `sort` of a search's body. */
export const filtersAndSort = (texts: FieldTexts) => ({
  filters: Type.Optional(
    Type.Unsafe<FilterItem[]>(
      Type.Array(filterItem(conditionOf(texts), maxDepth), {
        maxItems: maxFilters,
        description: `All filters must match. Groups nest up to ${maxDepth} deep; at most ${maxFilters} conditions and groups in all.`,
      }),
    ),
  ),
  sort: Type.Optional(
    Type.Array(
      Type.Object(
        {
          field: Type.String({
            description: texts.sort,
            example: texts.example.sort,
            maxLength: bounds.id,
          }),
          direction: Type.Enum(['asc', 'desc'], {
            type: 'string',
            example: 'asc',
          }),
        },
        { additionalProperties: false },
      ),
      {
        maxItems: 2,
        description: `The sort order; newest first by default. ${texts.things} without a value come last in both directions.`,
      },
    ),
  ),
})

/** A whole number in a body. */
export const whole = (description: string, example: number, limits: { minimum: number; maximum: number }) =>
  Type.Integer({ description, example, ...limits })

export const searchBody = Type.Object(
  {
    locationId: namedLocationId(),
    pageLimit: whole('The maximum number of contacts in a page.', 20, { minimum: 1, maximum: maxPageLimit }),
    page: Type.Optional(
      whole(
        `The page, from 1. \`page\` times \`pageLimit\` is at most ${maxPagedRows}; use \`searchAfter\` beyond that.`,
        1,
        { minimum: 1, maximum: maxPagedRows },
      ),
    ),
    searchAfter: Type.Optional(
      Type.Array(Type.Unsafe<unknown>({}), {
        maxItems: 3,
        description:
          'The `searchAfter` of the last row of the previous page, under the same `sort`. Excludes `page`.',
      }),
    ),
    query: Type.Optional(freeQuery('jane')),
    ...filtersAndSort({
      filters:
        '`id address businessName city companyName firstNameLowerCase lastNameLowerCase phone postalCode source state tags additionalEmails additionalPhones assignedTo country dnd email followers isValidWhatsapp timezone type validEmail website activeWorkflows finishedWorkflows dateAdded dateUpdated lastEmailClickedDate lastEmailOpenedDate lastAppointment opportunities`, `dndSettings.<channel>.status`, `inboundDndSettings.all.status`, `customFields.<id>`, or `customFields.<id>.<optionId>` for a row of a TEXTBOX_LIST.',
      operators: 'eq not_eq contains not_contains exists not_exists range nested',
      sort: '`firstNameLowerCase lastNameLowerCase businessName dateAdded dateUpdated email dnd source`, or `customFields.<id>` of a type with one value.',
      example: { filter: 'firstNameLowerCase', value: 'alex', sort: 'firstNameLowerCase' },
      things: 'Contacts',
    }),
  },
  { additionalProperties: false },
)
export type SearchBody = Static<typeof searchBody>

export const listQuery = Type.Object(
  {
    locationId: namedLocationId(),
    startAfterId: Type.Optional(
      Type.String({
        description:
          'The `startAfterId` of the previous page: the id of its last contact. Ignored without `startAfter`.',
        example: 'ocQHyuzHvuMOe5N5jjXF',
        maxLength: bounds.id,
      }),
    ),
    startAfter: queryNumber(
      'The `startAfter` of the previous page: the creation time of its last contact, in milliseconds.',
      1893456000000,
      { maximum: Number.MAX_SAFE_INTEGER },
    ),
    query: Type.Optional(freeQuery('Jan')),
    limit: limitInQuery('The page size: 1 to 100, 20 by default.', 20, 100),
    sortBy: Type.Optional(
      Type.Enum(['date_added', 'date_updated'], {
        type: 'string',
        description: 'The sort key; `startAfter` has its values. `date_added` by default.',
        example: 'date_added',
      }),
    ),
    order: Type.Optional(
      Type.Enum(['asc', 'desc'], {
        type: 'string',
        description: 'Oldest first (`asc`) or newest first, the default.',
        example: 'desc',
      }),
    ),
  },
  { additionalProperties: false },
)
export type ListQueryParameters = Static<typeof listQuery>
