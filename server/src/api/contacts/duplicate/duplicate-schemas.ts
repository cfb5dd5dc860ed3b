import { type Static, Type } from 'typebox'
import { limitInQuery } from '../../../http/query.ts'
import { bounds } from '../../schemas/bounds.ts'
import { namedLocationId } from '../../schemas/named-location-id.ts'
import { contactAnswers } from '../contact-responses.ts'

export const duplicateQuery = Type.Object(
  {
    locationId: namedLocationId(),
    number: Type.Optional(
      Type.String({
        description: "A phone number. A national number belongs to the location's country.",
        example: '+15551234567',
        maxLength: bounds.phone,
      }),
    ),
    email: Type.Optional(
      Type.String({
        description: 'An email address, in any case. Searched before the number.',
        example: 'jan@example.com',
        maxLength: bounds.email,
      }),
    ),
  },
  { additionalProperties: false },
)
export type DuplicateQuery = Static<typeof duplicateQuery>

const { contact, traceId } = contactAnswers.found.properties

export const duplicateAnswer = Type.Object({
  contact: Type.Unsafe<unknown>({ ...contact, nullable: true, description: 'Null if there is none.' }),
  traceId,
})

/** The most groups of a page. */
const maxGroups = 100

export const duplicatesQuery = Type.Object(
  {
    locationId: namedLocationId(),
    startAfter: Type.Optional(
      Type.String({
        description: 'The `startAfter` of the previous page.',
        example: 'email:jane@doe.com',
        maxLength: bounds.email + bounds.id,
      }),
    ),
    limit: limitInQuery(`The page size: 1 to ${maxGroups}, 20 by default.`, 20, maxGroups),
  },
  { additionalProperties: false },
)
export type DuplicatesQuery = Static<typeof duplicatesQuery>

const { id, name, email, phone, companyName, dateAdded, dateUpdated } = contact.properties

export const duplicatesAnswer = Type.Object({
  duplicates: Type.Array(
    Type.Object({
      kind: Type.String({ description: '`email` or `phone`.', example: 'email' }),
      value: Type.String({ description: 'What they share.', example: 'jane@doe.com' }),
      total: Type.Number({ description: 'The number of contacts, up to 100.', example: 2 }),
      contacts: Type.Array(Type.Object({ id, name, email, phone, companyName, dateAdded, dateUpdated }), {
        description: 'The first 10.',
      }),
    }),
    { description: 'The emails and phones that several contacts share.' },
  ),
  startAfter: Type.Optional(
    Type.String({
      description: 'For the next page; missing on the last one.',
      example: 'email:jane@doe.com',
    }),
  ),
  traceId,
})
