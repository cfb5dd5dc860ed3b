import type { ApiError } from '../../http/api-error.ts'
import { errors } from '../../http/errors.ts'
import { campaignStatements } from '../campaigns/campaign-store.ts'
import { workflowStatements } from '../workflows/workflow-store.ts'
import type { AutomationRow, AutomationStatements, MembershipRow } from './automation-store.ts'

/** Campaigns or workflows. */
export interface AutomationKind {
  noun: 'campaign' | 'workflow'
  statements: AutomationStatements
  notFound(id: string): ApiError
}

export const campaignKind: AutomationKind = {
  noun: 'campaign',
  statements: campaignStatements,
  notFound: errors.campaignNotFound,
}

export const workflowKind: AutomationKind = {
  noun: 'workflow',
  statements: workflowStatements,
  notFound: errors.workflowNotFound,
}

/** HighLevel's states of both. contactd runs neither, and accepts contacts in each state. */
export const automationStatuses = ['draft', 'published'] as const
export type AutomationStatus = (typeof automationStatuses)[number]

/** The most campaigns, and the most workflows, of a location. */
export const maxAutomations = 10_000

/** A campaign or a workflow, as returned. */
export const automationView = ({ id, name, status, locationId, dateAdded }: AutomationRow) => ({
  id,
  name,
  status,
  locationId,
  dateAdded: new Date(dateAdded).toISOString(),
})

/** The same, with the membership of a contact. */
export const membershipView = (row: MembershipRow) => ({
  ...automationView(row),
  membership: {
    status: row.contactStatus,
    dateAdded: new Date(row.contactDateAdded).toISOString(),
    dateUpdated: new Date(row.contactDateUpdated).toISOString(),
    ...(row.eventStartTime !== null && { eventStartTime: new Date(row.eventStartTime).toISOString() }),
  },
})
