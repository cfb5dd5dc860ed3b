import type { Principal } from '../../auth/principal.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableOpportunity, writeToOpportunity } from './find-opportunity.ts'
import { deleteOpportunityRow } from './opportunity-store.ts'

/** Delete Opportunity, permanently. @throws ApiError 404, 401. */
export const deleteOpportunity = ({ storage }: ApiContext, principal: Principal, id: string): Promise<void> =>
  writeToOpportunity(storage, principal, id, async (tx, local) => {
    const { opportunity } = await findReachableOpportunity(tx, local, id)
    await deleteOpportunityRow(tx, opportunity)
  })
