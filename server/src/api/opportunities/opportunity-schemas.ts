import { type Static, type TProperties, Type } from 'typebox'
import { customFieldList } from '../custom-fields/values/custom-field-item-schemas.ts'
import { bounds } from '../schemas/bounds.ts'
import { namedLocationId } from '../schemas/named-location-id.ts'
import { opportunityStatuses } from './opportunity.ts'

/** Larger numbers are not exact. */
const maxMonetaryValue = 1e15

/** The most followers in a request, as HighLevel's documentation of v3 has it. */
const maxFollowersInRequest = 10

const pipelineId = Type.String({ maxLength: bounds.id, example: 'bCkKGpDsyPP4peuKowkG' })
const contactId = Type.String({ minLength: 1, maxLength: bounds.id, example: 'ocQHyuzHvuMOe5N5jjXF' })
const name = Type.String({ minLength: 1, maxLength: bounds.text, example: 'First Opps' })
const status = Type.Enum([...opportunityStatuses, 'all'], {
  type: 'string',
  description:
    '`all`, which HighLevel accepts too, is no status: a new opportunity is open, others keep theirs.',
  example: 'open',
})
const lostReasonId = Type.Optional(
  Type.String({
    description: 'Kept while the status is `lost`. `""` removes it.',
    maxLength: bounds.id,
    example: 'CLu7BaljjqrEjBGKTNNe',
  }),
)
const followers = Type.Array(Type.String({ maxLength: bounds.id, example: 'y0BeYjuRIlDwsDcOHOJo' }), {
  description: 'Ids of users of the location.',
  maxItems: maxFollowersInRequest,
})

const stage = {
  pipelineStageId: Type.Optional(
    Type.String({
      description:
        'A stage of the pipeline. Without it, an opportunity enters a pipeline at its first stage.',
      maxLength: bounds.id,
      example: '7915dedc-8f18-44d5-8bc3-77c04e994a10',
    }),
  ),
}
const value = {
  monetaryValue: Type.Optional(
    Type.Number({
      description: '0 by default.',
      minimum: -maxMonetaryValue,
      maximum: maxMonetaryValue,
      example: 220,
    }),
  ),
}
const assignee = {
  assignedTo: Type.Optional(
    Type.String({
      description: 'A user of the location. `""` removes it.',
      maxLength: bounds.id,
      example: 'y0BeYjuRIlDwsDcOHOJo',
    }),
  ),
}
const fields = { customFields: Type.Optional(customFieldList) }
/** Not in HighLevel's files, but clients send it, and responses have it. */
const source = {
  source: Type.Optional(
    Type.String({ description: '`""` removes it.', maxLength: bounds.text, example: 'form' }),
  ),
}

/** The properties of v3, after `monetaryValue`. */
const forecast = {
  forecastExpectedCloseDate: Type.Optional(
    Type.String({
      description:
        'A date as YYYY/MM/DD, MM/DD/YYYY, YYYY-MM-DD, MM-DD-YYYY, YYYY.MM.DD or MM.DD.YYYY, or an ISO 8601 instant.',
      format: 'close-date',
      maxLength: bounds.instant,
      example: '2026-04-23',
    }),
  ),
  forecastProbability: Type.Optional(
    Type.Number({ description: 'In percent.', minimum: 0, maximum: 100, example: 20 }),
  ),
}

const exact = { additionalProperties: false } as const

const createProperties = <OfVersion extends TProperties>(ofVersion: OfVersion) => ({
  pipelineId,
  locationId: namedLocationId(),
  name,
  ...stage,
  status,
  contactId,
  ...value,
  ...ofVersion,
  ...assignee,
  ...fields,
  ...source,
})

const updateProperties = <OfVersion extends TProperties>(ofVersion: OfVersion) => ({
  pipelineId: Type.Optional(pipelineId),
  name: Type.Optional(name),
  ...stage,
  status: Type.Optional(status),
  ...value,
  ...ofVersion,
  ...assignee,
  ...fields,
  ...source,
})

/** HighLevel's files list the three properties of followers as required and omit the contact; clients send neither. */
const upsertProperties = <OfVersion extends TProperties>(ofVersion: OfVersion) => ({
  id: Type.Optional(
    Type.String({
      description: 'The opportunity to change. Without it, that of the contact in the pipeline.',
      maxLength: bounds.id,
      example: 'yWQobCRIhRguQtD2llvk',
    }),
  ),
  pipelineId,
  locationId: namedLocationId(),
  followers: Type.Optional(followers),
  isRemoveAllFollowers: Type.Optional(
    Type.Boolean({ description: 'Removes all followers first.', example: false }),
  ),
  followersActionType: Type.Optional(
    Type.Enum(['add', 'remove'], {
      type: 'string',
      description: 'What to do with `followers`: `add` by default.',
      example: 'add',
    }),
  ),
  name: Type.Optional(name),
  status: Type.Optional(status),
  ...stage,
  ...value,
  ...ofVersion,
  ...assignee,
  lostReasonId,
  contactId: Type.Optional(contactId),
  ...fields,
  ...source,
})

export const createOpportunityBody = Type.Object(createProperties({}), exact)
export const updateOpportunityBody = Type.Object(updateProperties({}), exact)
export const upsertOpportunityBody = Type.Object(upsertProperties({}), exact)

/** The bodies of v3, in the dated names of custom fields. */
export const forecastBodies = {
  create: Type.Object(createProperties(forecast), exact),
  update: Type.Object(updateProperties(forecast), exact),
  upsert: Type.Object(upsertProperties(forecast), exact),
}

export type CreateOpportunityBody = Static<typeof forecastBodies.create>
export type UpdateOpportunityBody = Static<typeof forecastBodies.update>
export type UpsertOpportunityBody = Static<typeof forecastBodies.upsert>

export const opportunityStatusBody = Type.Object({ status, lostReasonId }, exact)

export const opportunityFollowersBody = Type.Object({ followers }, exact)

export const removeFollowersQuery = Type.Object({
  isRemoveAllFollowers: Type.Optional(
    Type.Boolean({
      description: '`true` removes all followers, regardless of those in the body.',
      example: false,
    }),
  ),
})
