import { sweepRows } from '../../storage/sweep-rows.ts'
import type { ApiContext } from '../api-context.ts'
import { eventRecorder } from '../events/record-events.ts'
import type { Opportunity } from './opportunity.ts'
import { eventsOfUpdate } from './opportunity-events.ts'
import { findOpportunityRow, opportunitiesToSweep, updateOpportunityRow } from './opportunity-store.ts'

/**
 * Removes the values of a custom field from all opportunities of a location: see `sweepRows`. Keeps their `updatedAt`.
 * Each that changes fires its events.
 * @param stopping ends it early.
 * @returns whether it finished.
 */
export const clearFieldOfOpportunities = (
  { storage, clock, ids }: ApiContext,
  { locationId, id: fieldId }: { locationId: string; id: string },
  stopping: AbortSignal,
): Promise<boolean> =>
  sweepRows(
    storage,
    opportunitiesToSweep,
    {
      locationId,
      text: fieldId,
      async change(tx, opportunityIds) {
        const events = await eventRecorder(tx, { locationId, ids, at: clock.now() })
        for (const id of opportunityIds) {
          const row = await tx.get(findOpportunityRow, { locationId, id })
          if (!row) continue
          const before = JSON.parse(row.document) as Opportunity
          const customFields = before.customFields.filter((entry) => entry.id !== fieldId)
          if (customFields.length === before.customFields.length) continue
          const after = { ...before, customFields }
          await updateOpportunityRow(tx, before, after)
          await events.record(() => eventsOfUpdate(before, after))
        }
      },
    },
    stopping,
  )
