import { listLocationIdsOfUser, type UserRow } from '../api/users/user-store.ts'
import type { ReadTx } from '../storage/storage.ts'
import { maxListed } from './list-limit.ts'

/** A user as the commands print it. */
export interface UserView extends UserRow {
  locationIds: string[]
}

/** The user, with the locations that they work in. */
export async function userView(tx: ReadTx, user: UserRow): Promise<UserView> {
  const rows = await tx.all(listLocationIdsOfUser, { userId: user.id, limit: maxListed })
  const { id, name, email, role, type, companyId } = user
  return { id, name, email, role, type, companyId, locationIds: rows.map(({ locationId }) => locationId) }
}
