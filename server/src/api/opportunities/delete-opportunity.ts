import type { Principal } from '../../auth/principal.ts'
import type { ApiContext } from '../api-context.ts'
import { eventRecorder } from '../events/record-events.ts'
import { findReachableOpportunity, writeToOpportunity } from './find-opportunity.ts'
import { eventsOfDeletion } from './opportunity-events.ts'
import { deleteOpportunityRow } from './opportunity-store.ts'

/** Delete Opportunity, permanently. @throws ApiError 404, 401. */
export const deleteOpportunity = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  id: string,
): Promise<void> =>
  writeToOpportunity(storage, principal, id, async (tx, local) => {
    const { opportunity } = await findReachableOpportunity(tx, local, id)
    const { locationId } = opportunity
    const events = await eventRecorder(tx, { locationId, ids, at: clock.now() })
    await deleteOpportunityRow(tx, opportunity)
    await events.record(() => eventsOfDeletion(opportunity))
  })
