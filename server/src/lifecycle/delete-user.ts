import type { ApiContext } from '../api/api-context.ts'
import { findChangeableUser } from '../api/users/find-user.ts'
import { deleteLocationsOfUser, deleteUserRow, type UserRow } from '../api/users/user-store.ts'
import { recordAudit } from '../auth/audit.ts'
import type { Principal } from '../auth/principal.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { forgetInstaller } from '../oauth/installation-store.ts'
import { deleteSessionsOfUser } from '../oauth/sign-in-store.ts'
import type { WriteTx } from '../storage/storage.ts'

/** Delete User. Ends the user's sessions; keeps the apps that the user installed. @throws ApiError 400, 401. */
export const deleteUser = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  id: string,
): Promise<UserRow> =>
  storage.write(async (tx) => {
    const { row } = await findChangeableUser(tx, principal, id)
    await removeUser(tx, { clock, ids }, id, principal.sourceId)
    return row
  }, 'database')

/** Deletes an existing user and their sessions. @param by the token of the request; omitted by a command. */
export async function removeUser(
  tx: WriteTx,
  sources: { clock: Clock; ids: Ids },
  id: string,
  by?: string,
): Promise<void> {
  await tx.run(deleteSessionsOfUser, { userId: id })
  await tx.run(forgetInstaller, { userId: id })
  await tx.run(deleteLocationsOfUser, { userId: id })
  await tx.run(deleteUserRow, { id })
  await recordAudit(tx, sources, 'user.deleted', { userId: id, by })
}
