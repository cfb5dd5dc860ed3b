import type { Principal } from '../../auth/principal.ts'
import type { ContactContext } from '../contacts/contact-context.ts'
import {
  addFollowers,
  type ChangedFollowers,
  type FollowersChange,
  removeFollowers,
} from '../followers/followers.ts'
import { resolveFollowers } from '../followers/resolve-followers.ts'
import { findReachableOpportunity, writeToOpportunity } from './find-opportunity.ts'
import { changedOpportunity } from './opportunity.ts'
import { saveOpportunity } from './save-opportunity.ts'

/** Add Followers. @returns all followers, and the new ones. @throws ApiError 404, 401; 400 for a user; 422. */
export async function addOpportunityFollowers(
  context: ContactContext,
  principal: Principal,
  id: string,
  sent: readonly string[],
): Promise<{ followers: string[]; followersAdded: string[] }> {
  const { followers, changed } = await changeFollowers(context, principal, id, sent, addFollowers)
  return { followers, followersAdded: changed }
}

/**
 * Remove Followers.
 * @param isAll removes all of them, regardless of those sent.
 * @returns the remaining followers, and the removed ones.
 * @throws ApiError 404, 401, 422.
 */
export async function removeOpportunityFollowers(
  context: ContactContext,
  principal: Principal,
  id: string,
  sent: readonly string[],
  isAll: boolean,
): Promise<{ followers: string[]; followersRemoved: string[] }> {
  const remove: FollowersChange = (before) => removeFollowers(before, isAll ? before : sent)
  const { followers, changed } = await changeFollowers(context, principal, id, sent, remove)
  return { followers, followersRemoved: changed }
}

const changeFollowers = (
  { storage, clock }: ContactContext,
  principal: Principal,
  id: string,
  sent: readonly string[],
  change: FollowersChange,
): Promise<ChangedFollowers> =>
  writeToOpportunity(storage, principal, id, async (tx, local) => {
    const { opportunity: before } = await findReachableOpportunity(tx, local, id)
    const changed = await resolveFollowers(tx, before, sent, change)
    const now = new Date(clock.now()).toISOString()
    await saveOpportunity(tx, before, changedOpportunity(before, { followers: changed.followers }, now))
    return changed
  })
