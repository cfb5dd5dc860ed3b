import { errors } from '../../http/errors.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { requireUser } from '../users/find-user.ts'
import { maxFollowers } from './follower-schemas.ts'
import type { ChangedFollowers, FollowersChange } from './followers.ts'

/**
 * Applies a change to the followers of a contact or an opportunity, without writing it. New followers must be users of
 * the location; former users can still be removed.
 * @throws ApiError 400 for another user, 422 if they are too many.
 */
export async function resolveFollowers<Changed extends ChangedFollowers>(
  tx: ReadTx,
  { locationId, followers: before }: { locationId: string; followers: readonly string[] },
  change: FollowersChange<Changed>,
): Promise<Changed> {
  const changed = change(before)
  if (changed.followers.length > maxFollowers)
    throw errors.unprocessable([`followers must contain not more than ${maxFollowers} elements`])
  const had = new Set(before)
  for (const userId of changed.followers) if (!had.has(userId)) await requireUser(tx, locationId, userId)
  return changed
}
