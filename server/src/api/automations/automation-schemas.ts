import { type Static, Type } from 'typebox'
import { bounds } from '../locations/bounds.ts'
import { namedLocationId } from '../schemas/named-location-id.ts'
import { type AutomationKind, automationStatuses } from './automation.ts'

const locationId = namedLocationId()
const status = Type.Enum([...automationStatuses], {
  type: 'string',
  description: 'Contacts can be added in either status.',
  example: 'published',
})

export const automationBody = Type.Object(
  {
    locationId,
    name: Type.String({ minLength: 1, maxLength: bounds.name, example: 'Welcome' }),
    status: Type.Optional(status),
  },
  { additionalProperties: false },
)
export type AutomationBody = Static<typeof automationBody>

export const automationsQuery = Type.Object({
  locationId,
  contactId: Type.Optional(
    Type.String({
      description: 'Returns only those that this contact is or was in, each with its `membership`.',
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
      description: '`added` or `removed` for a campaign, `active` or `finished` for a workflow.',
      example: 'active',
    }),
    dateAdded: instant('Time when the contact was last added.'),
    dateUpdated: instant('Time of the last change of status.'),
    eventStartTime: Type.Optional(instant('As sent with the contact.')),
  },
  { description: 'The membership of the contact. Present only if the query names a contact.' },
)

/** The response schemas of both operations: `{campaign}` and `{campaigns}`. */
export function automationAnswers({ noun }: AutomationKind) {
  const answer = Type.Object({
    id: Type.String({ example: 'Y2I9XM7aO1hncuSOlc9L' }),
    name: Type.String({ example: 'Welcome' }),
    status,
    locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
    dateAdded: Type.String({ example: '2026-01-31T12:00:00.000Z' }),
    membership: Type.Optional(membership),
  })
  return {
    one: Type.Object({ [noun]: answer }),
    list: Type.Object({
      [`${noun}s`]: Type.Array(answer),
    }),
  }
}
