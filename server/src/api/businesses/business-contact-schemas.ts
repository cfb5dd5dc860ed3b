import { type Static, type TSchema, Type } from 'typebox'
import { pathId } from '../../http/operation.ts'
import { limitInQuery, queryNumber } from '../../http/query.ts'
import { bounds } from '../schemas/bounds.ts'
import { namedLocationId } from '../schemas/named-location-id.ts'
import { searchAnswers } from '../search/search-responses.ts'
import { freeQuery, maxPagedRows } from '../search/search-schemas.ts'

const maxLimit = 100

export const businessParams = Type.Object({
  businessId: pathId('The id of the business.', '63771dcac1116f0e21de8e12'),
})

export const businessContactsQuery = Type.Object(
  {
    limit: limitInQuery(`The page size: 1 to ${maxLimit}, 25 by default.`, 10, maxLimit),
    locationId: namedLocationId('The location of the business.'),
    skip: queryNumber(`The number of contacts to skip, at most ${maxPagedRows}.`, 0, {
      maximum: maxPagedRows,
    }),
    query: Type.Optional(freeQuery('Rubika')),
    startAfter: Type.Optional(
      Type.Unsafe<string | string[]>({
        type: ['string', 'array'],
        maxLength: bounds.name + bounds.id + 1,
        items: { type: 'string', maxLength: bounds.name },
        minItems: 2,
        maxItems: 2,
        description:
          'The `startAfter` of a row, as two parameters or one separated by a comma. The page starts after that row.',
        example: 'jan smith,ocQHyuzHvuMOe5N5jjXF',
      }),
    ),
  },
  { additionalProperties: false },
)
export type BusinessContactsQuery = Static<typeof businessContactsQuery>

const page = (row: TSchema) =>
  Type.Object({
    contacts: Type.Array(row),
    count: Type.Integer({ description: 'The number on all pages.', example: 1 }),
    traceId: Type.String({
      example: '494a7862-4dc9-4165-a5b2-fed3443636aa',
    }),
  })

export const businessContactsAnswers = {
  dated: page(searchAnswers.listRow),
  version3: page(searchAnswers.listRowVersion3),
}
