import type { Storage } from '../../storage/storage.ts'
import { sweepRows } from '../../storage/sweep-rows.ts'
import type { Opportunity } from './opportunity.ts'
import { findOpportunityRow, opportunitiesToSweep, updateOpportunityRow } from './opportunity-store.ts'

/**
 * Removes the values of a custom field from all opportunities of a location: see `sweepRows`. Keeps their `updatedAt`.
 * @param stopping ends it early.
 * @returns whether it finished.
 */
export const clearFieldOfOpportunities = (
  storage: Storage,
  { locationId, id: fieldId }: { locationId: string; id: string },
  stopping: AbortSignal,
): Promise<boolean> =>
  sweepRows(
    storage,
    opportunitiesToSweep,
    {
      locationId,
      text: fieldId,
      async change(tx, key) {
        const row = await tx.get(findOpportunityRow, key)
        if (!row) return
        const before = JSON.parse(row.document) as Opportunity
        const customFields = before.customFields.filter(({ id }) => id !== fieldId)
        if (customFields.length < before.customFields.length)
          await updateOpportunityRow(tx, before, { ...before, customFields })
      },
    },
    stopping,
  )
