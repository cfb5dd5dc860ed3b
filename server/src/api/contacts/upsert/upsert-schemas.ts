import { type Static, Type } from 'typebox'
import { succeededFlag } from '../../schemas/succeeded-response.ts'
import { contactAnswers } from '../contact-responses.ts'
import { createContactBody } from '../contact-schemas.ts'

export const upsertContactBody = Type.Object(
  {
    ...createContactBody.properties,
    createNewIfDuplicateAllowed: Type.Optional(
      Type.Boolean({
        description:
          'Creates a contact without searching for one. Ignored unless the location allows duplicates.',
        example: false,
      }),
    ),
  },
  { additionalProperties: false },
)
export type UpsertContactBody = Static<typeof upsertContactBody>

/** The properties of the contact in an upsert. */
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
  new: Type.Boolean({ description: 'Whether the contact was created.', example: false }),
  succeded: Type.Optional(succeededFlag),
  succeeded: Type.Optional(succeededFlag),
  contact,
  traceId,
})
