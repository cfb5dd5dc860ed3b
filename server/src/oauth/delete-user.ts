import { recordAudit } from '../auth/audit.ts'
import type { Principal } from '../auth/principal.ts'
import { findChangeableUser } from '../locations/find-user.ts'
import type { LocationContext } from '../locations/location-context.ts'
import { deleteLocationsOfUser, deleteUserRow, type UserRow } from '../locations/user-store.ts'
import { forgetInstaller } from './installation-store.ts'
import { deleteSessionsOfUser } from './sign-in-store.ts'

/** Delete User: the sessions end, the apps that the user installed stay. @throws ApiError 400, 401. */
export const deleteUser = (
  { storage, clock, ids }: LocationContext,
  principal: Principal,
  id: string,
): Promise<UserRow> =>
  storage.write(async (tx) => {
    const { row } = await findChangeableUser(tx, principal, id)
    await tx.run(deleteSessionsOfUser, { userId: id })
    await tx.run(forgetInstaller, { userId: id })
    await tx.run(deleteLocationsOfUser, { userId: id })
    await tx.run(deleteUserRow, { id })
    await recordAudit(tx, { clock, ids }, 'user.deleted', { userId: id, by: principal.sourceId })
    return row
  })
