import { actorOf } from '../../auth/actor.ts'
import type { Principal } from '../../auth/principal.ts'
import { completed } from '../contacts/contact.ts'
import type { ContactContext } from '../contacts/contact-context.ts'
import { findReachableContact, writeToContact } from '../contacts/find-contact.ts'
import { saveContact } from '../contacts/save-contact.ts'
import type { FollowersBody } from './follower-schemas.ts'
import { addFollowers, type ChangedFollowers, type FollowersChange, removeFollowers } from './followers.ts'
import { resolveFollowers } from './resolve-followers.ts'

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

function changeFollowers(
  { storage, clock, ids }: ContactContext,
  principal: Principal,
  id: string,
  body: FollowersBody,
  change: FollowersChange,
): Promise<ChangedFollowers> {
  return writeToContact(storage, principal, id, async (tx, local) => {
    const before = await findReachableContact(tx, local, id)
    const changed = await resolveFollowers(tx, before.contact, body.followers, change)
    const after = completed({ ...before.contact, followers: changed.followers })
    await saveContact(tx, ids, before, after, actorOf(principal, clock))
    return changed
  })
}
