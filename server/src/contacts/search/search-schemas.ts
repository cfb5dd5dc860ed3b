import { type Static, type TSchema, Type } from 'typebox'
import { bounds, namedLocationId } from '../contact-schemas.ts'

const maxPageLimit = 500
/** Rows beyond are reached by `searchAfter`. */
export const maxPagedRows = 10_000
const maxQueryLength = 75
/** How deep groups stand in groups. */
const maxDepth = 5
const maxFilters = 100

/** What the words of `free-text.ts` are sent as. */
export const freeQuery = (example: string) =>
  Type.String({
    description:
      'Words, each of which must stand in the name, the email, the phone or the company of a contact.',
    example,
    maxLength: maxQueryLength,
  })

/** A condition, or a group of them. */
export type FilterItem =
  | { field: string; operator: string; value?: unknown }
  | { group: 'AND' | 'OR'; filters: FilterItem[] }

const condition = Type.Object(
  {
    field: Type.String({
      description:
        'The field: `id address businessName city companyName firstNameLowerCase lastNameLowerCase phone postalCode source state tags additionalEmails additionalPhones assignedTo country dnd email followers isValidWhatsapp timezone type validEmail website activeWorkflows finishedWorkflows dateAdded dateUpdated lastEmailClickedDate lastEmailOpenedDate lastAppointment opportunities`, `dndSettings.<channel>.status`, `inboundDndSettings.all.status`, `customFields.<id>`, or `customFields.<id>.<optionId>` for a row of a TEXTBOX_LIST.',
      example: 'firstNameLowerCase',
      maxLength: bounds.id,
    }),
    operator: Type.String({
      description:
        '`eq not_eq contains not_contains exists not_exists range nested`: those that the field has.',
      example: 'eq',
      maxLength: bounds.id,
    }),
    value: Type.Optional(
      Type.Unsafe<unknown>({
        description:
          'Text, a number or a boolean; for lists and ids also a list, of which any will do; `{gt, gte, lt, lte}` for `range`, times in milliseconds or ISO 8601; nothing for `exists` and `not_exists`.',
        example: 'alex',
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
        description: 'Whether all of the filters must hold, or any.',
        example: 'OR',
      }),
      filters: Type.Array(item, {
        minItems: 1,
        maxItems: maxFilters,
        description: 'Conditions and groups.',
      }),
    },
    { additionalProperties: false, description: 'Conditions that hold together.' },
  )

/** What names a group is judged as one, and everything else as a condition, so that each hears its own violations. */
function filterItem(depth: number): TSchema {
  if (depth === 0) return condition
  return Type.Unsafe<FilterItem>({
    if: { type: 'object', required: ['group'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema.
    then: group(filterItem(depth - 1)),
    else: condition,
  })
}

const whole = (description: string, example: number, limits: { minimum: number; maximum: number }) =>
  Type.Integer({ description, example, ...limits })

export const searchBody = Type.Object(
  {
    locationId: namedLocationId('The location whose contacts are searched.'),
    pageLimit: whole('How many contacts a page has at most.', 20, { minimum: 1, maximum: maxPageLimit }),
    page: Type.Optional(
      whole(
        `The page, from 1. \`page\` times \`pageLimit\` is at most ${maxPagedRows}: what lies beyond is reached by \`searchAfter\`.`,
        1,
        { minimum: 1, maximum: maxPagedRows },
      ),
    ),
    searchAfter: Type.Optional(
      Type.Array(Type.Unsafe<unknown>({}), {
        maxItems: 3,
        description:
          'The `searchAfter` of the last row of the page before. Not together with `page`, and under the same `sort`.',
      }),
    ),
    query: Type.Optional(freeQuery('jane')),
    filters: Type.Optional(
      Type.Unsafe<FilterItem[]>(
        Type.Array(filterItem(maxDepth), {
          maxItems: maxFilters,
          description: `What must hold of a contact, all of it. Groups stand in groups up to ${maxDepth} deep; at most ${maxFilters} conditions and groups in all.`,
        }),
      ),
    ),
    sort: Type.Optional(
      Type.Array(
        Type.Object(
          {
            field: Type.String({
              description:
                '`firstNameLowerCase lastNameLowerCase businessName dateAdded dateUpdated email dnd source`, or `customFields.<id>` of a type with one value.',
              example: 'firstNameLowerCase',
              maxLength: bounds.id,
            }),
            direction: Type.Enum(['asc', 'desc'], {
              type: 'string',
              description: 'Contacts without a value stand last either way.',
              example: 'asc',
            }),
          },
          { additionalProperties: false },
        ),
        { maxItems: 2, description: 'What rows are sorted by; the newest first where it is missing.' },
      ),
    ),
  },
  { additionalProperties: false },
)
export type SearchBody = Static<typeof searchBody>

const words = { type: 'string', format: 'whole-number' } as const

export const listQuery = Type.Object(
  {
    locationId: namedLocationId('The location whose contacts are listed.'),
    limit: Type.Optional(
      Type.Unsafe<string>({
        ...words,
        description: 'How many: 1 to 100, 20 where it is missing.',
        example: '20',
      }),
    ),
    startAfter: Type.Optional(
      Type.Unsafe<string>({
        ...words,
        description: 'The `startAfter` of the page before: when its last contact was made, in milliseconds.',
        example: '1893456000000',
      }),
    ),
    startAfterId: Type.Optional(
      Type.String({
        description: 'The `startAfterId` of the page before: the id of its last contact.',
        example: 'ocQHyuzHvuMOe5N5jjXF',
        maxLength: bounds.id,
      }),
    ),
    query: Type.Optional(freeQuery('Jan')),
    sortBy: Type.Optional(
      Type.Enum(['date_added', 'date_updated'], {
        type: 'string',
        description:
          'What the contacts are in order of; `startAfter` is of the same. `date_added` where it is missing.',
        example: 'date_added',
      }),
    ),
    order: Type.Optional(
      Type.Enum(['asc', 'desc'], {
        type: 'string',
        description: 'The oldest first or the newest, which come first where it is missing.',
        example: 'desc',
      }),
    ),
  },
  { additionalProperties: false },
)
export type ListQueryParameters = Static<typeof listQuery>
