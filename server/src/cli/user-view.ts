import { listLocationIdsOfUser, type UserRow } from '../locations/user-store.ts'
import type { ReadTx } from '../storage/storage.ts'
import { maxListed } from './listing.ts'

/** A user as the commands print one. */
export interface UserView extends UserRow {
  locationIds: string[]
}

/** The user, with the locations that they work in. */
export async function userView(tx: ReadTx, user: UserRow): Promise<UserView> {
  const rows = await tx.all(listLocationIdsOfUser, { userId: user.id, limit: maxListed })
  const { id, name, email, role, type, companyId } = user
  return { id, name, email, role, type, companyId, locationIds: rows.map(({ locationId }) => locationId) }
}
