import { type Static, Type } from 'typebox'
import { contactAnswers } from '../contact-answers.ts'
import { createContactBody } from '../contact-schemas.ts'
import { doneFlag } from '../done-answer.ts'

export const upsertContactBody = Type.Object(
  {
    ...createContactBody.properties,
    createNewIfDuplicateAllowed: Type.Optional(
      Type.Boolean({
        description:
          'Makes a new contact without looking for one, where the location allows duplicates. Where it does not, this is ignored.',
        example: false,
      }),
    ),
  },
  { additionalProperties: false },
)
export type UpsertContactBody = Static<typeof upsertContactBody>

/** What an upsert says of the contact. */
export type UpsertFields = Omit<UpsertContactBody, 'locationId' | 'createNewIfDuplicateAllowed'>

export const upsertContactExamples = {
  'By email, then phone': {
    locationId: 've9EPM428h8vShlRW1KT',
    firstName: 'Rosan',
    lastName: 'Deo',
    email: 'rosan@deos.com',
    phone: '+1 415-555-0133',
    source: 'public api',
    createNewIfDuplicateAllowed: false,
  },
}

const { contact, traceId } = contactAnswers.found.properties

export const upsertAnswer = Type.Object({
  new: Type.Boolean({ description: 'Whether the contact was made.', example: false }),
  succeded: Type.Optional(doneFlag),
  succeeded: Type.Optional(doneFlag),
  contact,
  traceId,
})
