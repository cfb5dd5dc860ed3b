import type { Principal } from '../../auth/principal.ts'
import type { ContactContext } from '../contacts/contact-context.ts'
import { findReachableOpportunity, writeToOpportunity } from './find-opportunity.ts'
import { deleteOpportunityRow } from './opportunity-store.ts'

/** Delete Opportunity, permanently. @throws ApiError 404, 401. */
export const deleteOpportunity = (
  { storage }: ContactContext,
  principal: Principal,
  id: string,
): Promise<void> =>
  writeToOpportunity(storage, principal, id, async (tx, local) => {
    const { opportunity } = await findReachableOpportunity(tx, local, id)
    await deleteOpportunityRow(tx, opportunity)
  })
