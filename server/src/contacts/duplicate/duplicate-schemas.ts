import { type Static, Type } from 'typebox'
import { contactAnswers } from '../contact-answers.ts'
import { bounds, namedLocationId } from '../contact-schemas.ts'

export const duplicateQuery = Type.Object(
  {
    locationId: namedLocationId('The location whose contacts are looked at.'),
    email: Type.Optional(
      Type.String({
        description: 'An email, in any case. It is looked at before the number.',
        example: 'jan@example.com',
        maxLength: bounds.email,
      }),
    ),
    number: Type.Optional(
      Type.String({
        description: "A phone number. A national number is one of the location's country.",
        example: '+15551234567',
        maxLength: bounds.phone,
      }),
    ),
  },
  { additionalProperties: false },
)
export type DuplicateQuery = Static<typeof duplicateQuery>

const { contact, traceId } = contactAnswers.found.properties

export const duplicateAnswer = Type.Object({
  contact: Type.Unsafe<unknown>({ ...contact, nullable: true, description: 'The contact, or null.' }),
  traceId,
})
