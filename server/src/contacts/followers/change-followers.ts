import { actorOf } from '../../auth/actor.ts'
import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { Checked } from '../../http/validation.ts'
import { requireUser } from '../../locations/require-user.ts'
import { completed } from '../contact.ts'
import type { ContactContext } from '../contact-context.ts'
import { findReachableContact } from '../find-contact.ts'
import { saveContact } from '../save-contact.ts'
import { type FollowersBody, maxFollowers } from './follower-schemas.ts'
import { addFollowers, removeFollowers } from './followers.ts'

interface FollowerChange {
  followers: string[]
  changed: string[]
}

/** Add Followers. @returns all followers, and those that are new. @throws ApiError 400, 403, 422. */
export async function addContactFollowers(
  context: ContactContext,
  principal: Principal,
  id: string,
  body: Checked<FollowersBody>,
): Promise<{ followers: string[]; followersAdded: string[] }> {
  const { followers, changed } = await changeFollowers(context, principal, id, body, addFollowers)
  return { followers, followersAdded: changed }
}

/** Remove Followers. @returns the followers that are left, and those that went. @throws ApiError 400, 403, 422. */
export async function removeContactFollowers(
  context: ContactContext,
  principal: Principal,
  id: string,
  body: Checked<FollowersBody>,
): Promise<{ followers: string[]; followersRemoved: string[] }> {
  const { followers, changed } = await changeFollowers(context, principal, id, body, removeFollowers)
  return { followers, followersRemoved: changed }
}

/** Whoever becomes a follower is a user of the location; who no longer is one can still be removed. */
function changeFollowers(
  { storage, clock, ids }: ContactContext,
  principal: Principal,
  id: string,
  body: Checked<FollowersBody>,
  change: (before: readonly string[], sent: readonly string[]) => FollowerChange,
): Promise<FollowerChange> {
  return storage.write(async (tx) => {
    const before = await findReachableContact(tx, principal, id)
    const had = new Set(before.contact.followers)
    const changed = change(before.contact.followers, body.valid().followers)
    if (changed.followers.length > maxFollowers)
      throw errors.unprocessable([`followers must contain no more than ${maxFollowers} elements`])
    for (const userId of changed.changed)
      if (!had.has(userId)) await requireUser(tx, before.contact.locationId, userId)
    const after = completed({ ...before.contact, followers: changed.followers })
    await saveContact(tx, ids, before, after, actorOf(principal, clock))
    return changed
  }, scopeOf(principal))
}
