import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { ReadTx } from '../storage/storage.ts'
import { maxListed } from './bounds.ts'
import type { UserProfile } from './user-profile.ts'
import {
  findUser,
  findUserOfLocation,
  findUserProfile,
  listLocationIdsOfUser,
  type UserRow,
} from './user-store.ts'

/** A user with all that is known of them. */
export interface WholeUser {
  row: UserRow
  profile: UserProfile
  /** All of them, whatever a token reaches. */
  locationIds: string[]
}

/** A user of the token's location, or of its company. @throws ApiError 400 where there is none. */
export async function findReachableUser(tx: ReadTx, principal: Principal, id: string): Promise<WholeUser> {
  const { locationId, companyId } = principal
  const row =
    locationId === undefined
      ? await tx.get(findUser, { id })
      : await tx.get(findUserOfLocation, { locationId, id })
  if (row?.companyId !== companyId) throw errors.userNotFound(id)
  return wholeUser(tx, row)
}

/** A user with what stands in other tables. */
export async function wholeUser(tx: ReadTx, row: UserRow): Promise<WholeUser> {
  const found = await tx.get(findUserProfile, { id: row.id })
  const rows = await tx.all(listLocationIdsOfUser, { userId: row.id, limit: maxListed })
  return {
    row,
    profile: JSON.parse(found?.profile ?? '{}') as UserProfile,
    locationIds: rows.map(({ locationId }) => locationId),
  }
}

/**
 * A user whom a token may change: a location's token those of its location alone, and none of the agency.
 * @throws ApiError 400 where it reaches none, 401 where the user reaches further than the token.
 */
export async function findChangeableUser(tx: ReadTx, principal: Principal, id: string): Promise<WholeUser> {
  const user = await findReachableUser(tx, principal, id)
  refuseFurther(principal, user.row.type, user.locationIds)
  return user
}

/** @throws ApiError 401 where a location's token means a user who works elsewhere too, or for the agency. */
export function refuseFurther(
  { locationId }: Principal,
  type: string | undefined,
  locationIds: readonly string[] | undefined = [],
): void {
  if (locationId === undefined) return
  if (type === 'agency' || locationIds.some((id) => id !== locationId)) throw errors.locationUnreachable()
}
