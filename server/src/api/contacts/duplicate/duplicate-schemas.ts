import { type Static, Type } from 'typebox'
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
