import { statement } from '../../storage/statement.ts'
import { type IdListParams, idList } from '../../storage/value-lists.ts'
import { automationStatements } from '../automations/automation-store.ts'

export const workflowStatements = automationStatements('workflow', 'm.event_start_time')

/** A contact that is or was in the workflow restarts. */
export const addToWorkflow = statement<{
  locationId: string
  contactId: string
  workflowId: string
  eventStartTime: number | null
  now: number
}>(
  'add-contact-to-workflow',
  `INSERT INTO workflow_contacts
     (location_id, contact_id, workflow_id, status, event_start_time, date_added, date_updated)
   VALUES (:locationId, :contactId, :workflowId, 'active', :eventStartTime, :now, :now)
   ON CONFLICT (location_id, contact_id, workflow_id) DO UPDATE
   SET status = 'active', event_start_time = excluded.event_start_time,
     date_added = excluded.date_added, date_updated = excluded.date_updated`,
)

/** Finds a row if the contact is in the workflow. */
export const contactIsInWorkflow = statement<
  { locationId: string; contactId: string; workflowId: string },
  { one: number }
>(
  'contact-is-in-workflow',
  `SELECT 1 AS "one" FROM workflow_contacts
   WHERE location_id = :locationId AND contact_id = :contactId AND workflow_id = :workflowId
     AND status = 'active'`,
)

/** Changes nothing if the contact is not in the workflow. */
export const finishWorkflow = statement<{
  locationId: string
  contactId: string
  workflowId: string
  now: number
}>(
  'finish-workflow-of-contact',
  `UPDATE workflow_contacts SET status = 'finished', date_updated = :now
   WHERE location_id = :locationId AND contact_id = :contactId AND workflow_id = :workflowId
     AND status = 'active'`,
)

/** Finds a row if contacts of the location are or were in workflows. */
export const locationHasWorkflows = statement<{ locationId: string }, { one: number }>(
  'location-has-workflows-of-contacts',
  'SELECT 1 AS "one" FROM workflow_contacts WHERE location_id = :locationId LIMIT 1',
)

/** The workflows of some contacts, for the search index. */
export const listWorkflowStates = statement<
  IdListParams,
  { contactId: string; workflowId: string; status: 'active' | 'finished' }
>(
  'list-workflow-states-of-contacts',
  `SELECT contact_id AS "contactId", workflow_id AS "workflowId", status FROM workflow_contacts
   WHERE location_id = :locationId AND contact_id IN (${idList})`,
)
