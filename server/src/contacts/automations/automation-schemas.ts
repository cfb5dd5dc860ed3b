import { type Static, Type } from 'typebox'
import { bounds } from '../../locations/bounds.ts'
import { namedLocationId } from '../contact-schemas.ts'
import { type AutomationKind, automationStatuses } from './automation.ts'

const locationId = namedLocationId('The id of the location.')
const status = Type.Enum([...automationStatuses], {
  type: 'string',
  description: 'Whether it is published. Contacts can be in it either way.',
  example: 'published',
})

export const automationBody = Type.Object(
  {
    locationId,
    name: Type.String({ description: 'Its name.', minLength: 1, maxLength: bounds.name, example: 'Welcome' }),
    status: Type.Optional(status),
  },
  { additionalProperties: false },
)
export type AutomationBody = Static<typeof automationBody>

export const automationsQuery = Type.Object({
  locationId,
  contactId: Type.Optional(
    Type.String({
      description: 'Only those that this contact is in, or was in, each with its `membership`.',
      minLength: 1,
      maxLength: bounds.id,
    }),
  ),
})
export type AutomationsQuery = Static<typeof automationsQuery>

const instant = (description: string) =>
  Type.String({ description: `${description} ISO 8601.`, example: '2026-01-31T12:00:00.000Z' })

const membership = Type.Object(
  {
    status: Type.String({
      description: 'Of a campaign `added` or `removed`, of a workflow `active` or `finished`.',
      example: 'active',
    }),
    dateAdded: instant('When the contact was added last.'),
    dateUpdated: instant('When the status last changed.'),
    eventStartTime: Type.Optional(instant('As it was sent with the contact. Missing when it was not.')),
  },
  { description: 'How the contact stands in it. Only where the query names a contact.' },
)

/** What the two operations answer: `{campaign}` and `{campaigns}`. */
export function automationAnswers({ noun }: AutomationKind) {
  const answer = Type.Object(
    {
      id: Type.String({ description: `The id of the ${noun}.`, example: 'Y2I9XM7aO1hncuSOlc9L' }),
      name: Type.String({ description: 'Its name.', example: 'Welcome' }),
      status,
      locationId: Type.String({ description: 'The location that has it.', example: 've9EPM428h8vShlRW1KT' }),
      dateAdded: instant('When it was made.'),
      membership: Type.Optional(membership),
    },
    { description: `The ${noun}.` },
  )
  return {
    one: Type.Object({ [noun]: answer }),
    list: Type.Object({
      [`${noun}s`]: Type.Array(answer, { description: `The ${noun}s, the oldest first.` }),
    }),
  }
}
