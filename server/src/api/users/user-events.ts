import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { eventRecorder, type NewEvent } from '../events/record-events.ts'
import type { WholeUser } from './find-user.ts'
import { partsOfName } from './user-profile.ts'

/** Records a new user: in each of the user's locations, or in the company if there is none. */
export async function recordNewUser(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  user: WholeUser,
): Promise<void> {
  const at = clock.now()
  for (const locationId of user.locationIds) {
    const events = await eventRecorder(tx, { locationId, ids, at })
    await events.record(() => [userEvent(user, locationId)])
  }
  if (user.locationIds.length > 0) return
  const events = await eventRecorder(tx, { locationId: user.row.companyId, ids, at })
  await events.record(() => [userEvent(user, undefined)])
}

/** The event of a new user. @param locationId undefined for one of the company alone. */
export const userEvent = (
  { row, profile, locationIds }: WholeUser,
  locationId: string | undefined,
): NewEvent => {
  const { companyId, id, name, email, role } = row
  const { phone, permissions } = profile
  const names = partsOfName(name, profile)
  return {
    type: 'UserCreate',
    isPlaced: true,
    payload: {
      locationId,
      companyId,
      id,
      firstName: names.firstName || undefined,
      lastName: names.lastName || undefined,
      email,
      phone,
      role,
      permissions,
      locations: locationIds,
    },
  }
}
