import type { CustomFieldEntry } from '../contacts/contact.ts'

/** The statuses of an opportunity. */
export const opportunityStatuses = ['open', 'won', 'lost', 'abandoned'] as const
type OpportunityStatus = (typeof opportunityStatuses)[number]

/**
 * An opportunity as stored, without unset properties. Responses add properties of its contact and name the values of
 * custom fields differently. Times are ISO 8601 with milliseconds, in UTC.
 */
export interface Opportunity {
  id: string
  name: string
  monetaryValue?: number | undefined
  pipelineId: string
  pipelineStageId: string
  /** The assigned user. */
  assignedTo?: string | undefined
  status: OpportunityStatus
  source?: string | undefined
  lastStatusChangeAt: string
  lastStageChangeAt: string
  lastActionDate: string
  createdAt: string
  updatedAt: string
  /** `YYYY-MM-DD`. */
  forecastExpectedCloseDate?: string | undefined
  /** In percent. */
  forecastProbability?: number | undefined
  contactId: string
  locationId: string
  lostReasonId?: string | undefined
  customFields: CustomFieldEntry[]
  /** Ids of users. */
  followers: string[]
}
