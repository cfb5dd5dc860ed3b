import { actorOf } from '../../auth/actor.ts'
import type { Principal } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import { completed } from '../contacts/contact.ts'
import type { ContactContext } from '../contacts/contact-context.ts'
import { findReachableContact, writeToContact } from '../contacts/find-contact.ts'
import { saveContact } from '../contacts/save-contact.ts'
import { requireUser } from '../users/find-user.ts'
import { type FollowersBody, maxFollowers } from './follower-schemas.ts'
import { addFollowers, removeFollowers } from './followers.ts'

interface FollowerChange {
  followers: string[]
  changed: string[]
}

/** Add Followers. @returns all followers, and the new ones. @throws ApiError 400, 403, 422. */
export async function addContactFollowers(
  context: ContactContext,
  principal: Principal,
  id: string,
  body: FollowersBody,
): Promise<{ followers: string[]; followersAdded: string[] }> {
  const { followers, changed } = await changeFollowers(context, principal, id, body, addFollowers)
  return { followers, followersAdded: changed }
}

/** Remove Followers. @returns the remaining followers, and the removed ones. @throws ApiError 400, 403, 422. */
export async function removeContactFollowers(
  context: ContactContext,
  principal: Principal,
  id: string,
  body: FollowersBody,
): Promise<{ followers: string[]; followersRemoved: string[] }> {
  const { followers, changed } = await changeFollowers(context, principal, id, body, removeFollowers)
  return { followers, followersRemoved: changed }
}

/** New followers must be users of the location; former users can still be removed. */
function changeFollowers(
  { storage, clock, ids }: ContactContext,
  principal: Principal,
  id: string,
  body: FollowersBody,
  change: (before: readonly string[], sent: readonly string[]) => FollowerChange,
): Promise<FollowerChange> {
  return writeToContact(storage, principal, id, async (tx, local) => {
    const before = await findReachableContact(tx, local, id)
    const had = new Set(before.contact.followers)
    const changed = change(before.contact.followers, body.followers)
    if (changed.followers.length > maxFollowers)
      throw errors.unprocessable([`followers must contain not more than ${maxFollowers} elements`])
    for (const userId of changed.changed)
      if (!had.has(userId)) await requireUser(tx, before.contact.locationId, userId)
    const after = completed({ ...before.contact, followers: changed.followers })
    await saveContact(tx, ids, before, after, actorOf(principal, clock))
    return changed
  })
}
