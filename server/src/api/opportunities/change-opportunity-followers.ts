import type { Principal } from '../../auth/principal.ts'
import type { ApiContext } from '../api-context.ts'
import type { ChangedFollowers, FollowersChange } from '../followers/followers.ts'
import { resolveFollowers } from '../followers/resolve-followers.ts'
import { findReachableOpportunity, writeToOpportunity } from './find-opportunity.ts'
import { changedOpportunity } from './opportunity.ts'
import { saveOpportunity } from './save-opportunity.ts'

/**
 * Add Followers and Remove Followers.
 * @returns the result of the change.
 * @throws ApiError 404, 401 for the opportunity, 400 for a user, 422.
 */
export const changeOpportunityFollowers = <Changed extends ChangedFollowers>(
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  id: string,
  change: FollowersChange<Changed>,
): Promise<Changed> =>
  writeToOpportunity(storage, principal, id, async (tx, local) => {
    const { opportunity: before } = await findReachableOpportunity(tx, local, id)
    const changed = await resolveFollowers(tx, before, change)
    const now = new Date(clock.now()).toISOString()
    const after = changedOpportunity(before, { followers: changed.followers }, now)
    await saveOpportunity(tx, { clock, ids }, before, after)
    return changed
  })
