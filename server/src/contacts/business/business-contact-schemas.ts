import { type Static, type TSchema, Type } from 'typebox'
import { pathId } from '../../http/operation.ts'
import { bounds, namedLocationId } from '../contact-schemas.ts'
import { searchAnswers } from '../search/search-answers.ts'
import { freeQuery, maxPagedRows } from '../search/search-schemas.ts'

export const maxLimit = 100

export const businessParams = Type.Object({
  businessId: pathId('The id of the business.', '63771dcac1116f0e21de8e12'),
})

const wholeNumber = (description: string, example: string) =>
  Type.Optional(Type.Unsafe<string>({ type: 'string', format: 'whole-number', description, example }))

export const businessContactsQuery = Type.Object(
  {
    locationId: namedLocationId('The location of the business.'),
    limit: wholeNumber(`How many: 1 to ${maxLimit}, 25 where it is missing.`, '10'),
    skip: wholeNumber(`How many are passed over first, at most ${maxPagedRows}.`, '0'),
    query: Type.Optional(freeQuery('Rubika')),
    startAfter: Type.Optional(
      Type.Unsafe<string | string[]>({
        type: ['string', 'array'],
        maxLength: bounds.name + bounds.id + 1,
        items: { type: 'string', maxLength: bounds.name },
        minItems: 2,
        maxItems: 2,
        description:
          'The `startAfter` of a row, as two parameters or as one with a comma between: what comes behind that row is answered.',
        example: 'jan smith,ocQHyuzHvuMOe5N5jjXF',
      }),
    ),
  },
  { additionalProperties: false },
)
export type BusinessContactsQuery = Static<typeof businessContactsQuery>

const page = (row: TSchema) =>
  Type.Object({
    contacts: Type.Array(row, { description: 'The contacts of this page, by name.' }),
    count: Type.Integer({ description: 'How many there are, on all pages.', example: 1 }),
    traceId: Type.String({
      description: 'The id of the request, as in the log.',
      example: '494a7862-4dc9-4165-a5b2-fed3443636aa',
    }),
  })

export const businessContactsAnswers = {
  dated: page(searchAnswers.listRow),
  version3: page(searchAnswers.listRowVersion3),
}
