import { isSameJson } from '../../lib/same-json.ts'
import type { NewEvent } from '../events/record-events.ts'
import type { Opportunity } from './opportunity.ts'

type OpportunityEvent = Extract<NewEvent['type'], `Opportunity${string}`>

/** An event of an opportunity, with HighLevel's properties in HighLevel's order. */
export const opportunityEvent = (type: OpportunityEvent, opportunity: Opportunity): NewEvent => ({
  type,
  contactId: opportunity.contactId,
  payload: {
    id: opportunity.id,
    assignedTo: opportunity.assignedTo,
    contactId: opportunity.contactId,
    monetaryValue: opportunity.monetaryValue,
    name: opportunity.name,
    pipelineId: opportunity.pipelineId,
    pipelineStageId: opportunity.pipelineStageId,
    source: opportunity.source,
    status: opportunity.status,
    dateAdded: opportunity.createdAt,
  },
})

export const eventsOfCreation = (opportunity: Opportunity): NewEvent[] => [
  opportunityEvent('OpportunityCreate', opportunity),
]

export const eventsOfDeletion = (opportunity: Opportunity): NewEvent[] => [
  opportunityEvent('OpportunityDelete', opportunity),
]

/** The properties whose changes have events of their own, in the order in which these fire. */
const specificEvents = [
  ['OpportunityStageUpdate', ['pipelineId', 'pipelineStageId']],
  ['OpportunityStatusUpdate', ['status']],
  ['OpportunityMonetaryValueUpdate', ['monetaryValue']],
  ['OpportunityAssignedToUpdate', ['assignedTo']],
] as const satisfies readonly [OpportunityEvent, readonly (keyof Opportunity)[]][]

/** The other properties that fire `OpportunityUpdate` when they change. Followers fire nothing. */
const otherFields = [
  'name',
  'source',
  'lostReasonId',
  'customFields',
  'forecastExpectedCloseDate',
  'forecastProbability',
] as const satisfies readonly (keyof Opportunity)[]

/** The events of an update. */
export function eventsOfUpdate(before: Opportunity, after: Opportunity): NewEvent[] {
  const isChanged = (field: keyof Opportunity) => !isSameJson(before[field], after[field])
  const specific = specificEvents.filter(([, fields]) => fields.some(isChanged)).map(([type]) => type)
  if (specific.length === 0 && !otherFields.some(isChanged)) return []
  return (['OpportunityUpdate', ...specific] as const).map((type) => opportunityEvent(type, after))
}
