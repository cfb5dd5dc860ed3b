import { isSameJson } from '../../lib/same-json.ts'
import type { CustomFieldEntry } from '../custom-fields/values/custom-field-entry.ts'
import { type Forecast, forecastAfter } from './forecast.ts'

/** The statuses of an opportunity. */
export const opportunityStatuses = ['open', 'won', 'lost', 'abandoned'] as const
type OpportunityStatus = (typeof opportunityStatuses)[number]

/** The most opportunities of a contact. */
export const maxOpportunities = 1000

/** The properties of an opportunity that requests change. */
interface OpportunityFields extends Forecast {
  name: string
  monetaryValue: number
  pipelineId: string
  pipelineStageId: string
  /** The assigned user. */
  assignedTo?: string | undefined
  status: OpportunityStatus
  source?: string | undefined
  /** Only of a lost opportunity. */
  lostReasonId?: string | undefined
  customFields: CustomFieldEntry[]
  /** Ids of users. */
  followers: string[]
}

/**
 * An opportunity as stored, without unset properties. Responses add properties of its contact and name the values of
 * custom fields differently. Times are ISO 8601 with milliseconds, in UTC.
 */
export interface Opportunity extends OpportunityFields {
  id: string
  lastStatusChangeAt: string
  lastStageChangeAt: string
  lastActionDate: string
  createdAt: string
  updatedAt: string
  contactId: string
  locationId: string
}

/** The changed properties of an opportunity. `''` removes a text. */
export type OpportunityChange = { [Field in keyof OpportunityFields]?: OpportunityFields[Field] | undefined }

/** A new open opportunity of a contact. */
export const newOpportunity = (
  place: Pick<Opportunity, 'id' | 'locationId' | 'contactId' | 'name' | 'pipelineId' | 'pipelineStageId'>,
  now: string,
): Opportunity => ({
  ...place,
  monetaryValue: 0,
  status: 'open',
  lastStatusChangeAt: now,
  lastStageChangeAt: now,
  lastActionDate: now,
  createdAt: now,
  updatedAt: now,
  customFields: [],
  followers: [],
})

/**
 * Applies changes to an opportunity, and moves the dates of what has changed.
 * @returns the same opportunity if nothing changed.
 */
export function changedOpportunity(before: Opportunity, change: OpportunityChange, now: string): Opportunity {
  const { forecastExpectedCloseDate, ...others } = withoutUndefined(change)
  const status = others.status ?? before.status
  const after: Opportunity = {
    ...before,
    ...others,
    ...forecastAfter(before, forecastExpectedCloseDate, now),
  }
  for (const text of ['assignedTo', 'source', 'lostReasonId'] as const)
    if (after[text] === '' || (text === 'lostReasonId' && status !== 'lost')) delete after[text]
  if (isSameJson(after, before)) return before
  const isMoved = after.pipelineStageId !== before.pipelineStageId || after.pipelineId !== before.pipelineId
  return {
    ...after,
    ...(status !== before.status && { lastStatusChangeAt: now }),
    ...(isMoved && { lastStageChangeAt: now }),
    lastActionDate: now,
    updatedAt: now,
  }
}

const withoutUndefined = <Part extends object>(part: Part) =>
  Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as {
    [Field in keyof Part]?: Exclude<Part[Field], undefined>
  }
