import { actorOf } from '../../auth/actor.ts'
import type { Principal } from '../../auth/principal.ts'
import type { ApiContext } from '../api-context.ts'
import { completed } from '../contacts/contact.ts'
import { findReachableContact, writeToContact } from '../contacts/find-contact.ts'
import { saveContact } from '../contacts/save-contact.ts'
import type { ChangedFollowers, FollowersChange } from './followers.ts'
import { resolveFollowers } from './resolve-followers.ts'

/** Add Followers and Remove Followers. @returns the result of the change. @throws ApiError 400, 403, 422. */
export const changeContactFollowers = <Changed extends ChangedFollowers>(
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  id: string,
  change: FollowersChange<Changed>,
): Promise<Changed> =>
  writeToContact(storage, principal, id, async (tx, local) => {
    const before = await findReachableContact(tx, local, id)
    const changed = await resolveFollowers(tx, before.contact, change)
    const after = completed({ ...before.contact, followers: changed.followers })
    await saveContact(tx, ids, before, after, actorOf(principal, clock))
    return changed
  })
