import { type Static, Type } from 'typebox'
import { bounds } from '../../schemas/bounds.ts'
import { contactAnswers } from '../contact-responses.ts'

/** A contact of the demo that no other example needs. */
const twin = '04N3Y3CeYxHOvWB3DJp1'

/** The most contacts that one request merges into another. */
const maxMerged = 10

export const mergeBody = Type.Object(
  {
    // The limits of the text count if it is one, those of the list if it is a list.
    from: Type.Unsafe<string | string[]>({
      type: ['string', 'array'],
      minLength: 1,
      maxLength: bounds.id,
      items: Type.String({ minLength: 1, maxLength: bounds.id }),
      minItems: 1,
      maxItems: maxMerged,
      description: 'The ids of the contacts that are merged, and deleted; one, or a list.',
      example: [twin],
    }),
    fields: Type.Optional(
      Type.Unsafe<Record<string, string>>({
        type: 'object',
        additionalProperties: Type.String({ minLength: 1, maxLength: bounds.id }),
        maxProperties: bounds.customFields,
        description:
          'Whose value is kept: the id of one of the contacts, by the name of a property of Update Contact, or by `customFields.<id>`. Others keep the value of the contact, or else of the first in `from` that has one.',
        example: { email: twin },
      }),
    ),
  },
  { additionalProperties: false },
)
export type MergeBody = Static<typeof mergeBody>

export const mergeExamples = {
  'Keep an email': {
    from: [twin],
    fields: { email: twin },
  },
}

const { contact, traceId } = contactAnswers.found.properties

export const mergeAnswer = Type.Object({
  merged: Type.Array(Type.String(), {
    description: 'The ids of the contacts that were deleted.',
    example: [twin],
  }),
  contact,
  traceId,
})
