import { principalOf } from '../../auth/authorization.ts'
import type { Principal } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import { readInSlices } from '../../storage/read-in-slices.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import { maxListed } from '../locations/bounds.ts'
import type { UserProfile } from './user-profile.ts'
import {
  findUser,
  findUserOfLocation,
  findUserProfile,
  type ListedUser,
  listLocationIdsOfUser,
  type UserRow,
} from './user-store.ts'

/** A user with their profile and locations. */
export interface WholeUser {
  row: UserRow
  profile: UserProfile
  /** All locations, including those that a token can't access. */
  locationIds: string[]
}

/** Each may be of 500 locations. */
const usersPerSlice = 16

/** Reads listed users with their profiles and locations, a few at a time. */
export const readUsers = (storage: Storage, listed: readonly ListedUser[]): AsyncIterable<WholeUser[]> =>
  readInSlices(
    storage,
    listed,
    async (tx, { id }) => {
      const row = await tx.get(findUser, { id })
      return row && wholeUser(tx, row)
    },
    { rowsPerSlice: usersPerSlice },
  )

/** A user of the token's location or company. @throws ApiError 400 if there is none. */
export async function findReachableUser(tx: ReadTx, principal: Principal, id: string): Promise<WholeUser> {
  const { locationId, companyId } = principal
  const row =
    locationId === undefined
      ? await tx.get(findUser, { id })
      : await tx.get(findUserOfLocation, { locationId, id })
  if (row?.companyId !== companyId) throw errors.userNotFound(id)
  return wholeUser(tx, row)
}

/** A user with the data of other tables. */
export async function wholeUser(tx: ReadTx, row: UserRow): Promise<WholeUser> {
  const [profile, rows] = await Promise.all([
    findProfile(tx, row.id),
    tx.all(listLocationIdsOfUser, { userId: row.id, limit: maxListed }),
  ])
  return {
    row,
    profile,
    locationIds: rows.map(({ locationId }) => locationId),
  }
}

/**
 * A user that a token may change: a location's token may change only users whose sole location is its own, and no
 * agency users.
 * @throws ApiError 400 if the token cannot access the user, 401 if the user has access to more than the token.
 */
export async function findChangeableUser(tx: ReadTx, principal: Principal, id: string): Promise<WholeUser> {
  const user = await findReachableUser(tx, principal, id)
  refuseFurther(principal, user.row.type, user.locationIds)
  return user
}

/** @throws ApiError 401 if a location's token names an agency user, or one who also works elsewhere. */
export function refuseFurther(
  { locationId }: Principal,
  type: string | undefined,
  locationIds: readonly string[] | undefined = [],
): void {
  if (locationId === undefined) return
  if (type === 'agency' || locationIds.some((id) => id !== locationId)) throw errors.locationUnreachable()
}

/** The profile of a user. */
export const findProfile = async (tx: ReadTx, id: string): Promise<UserProfile> =>
  JSON.parse((await tx.get(findUserProfile, { id }))?.profile ?? '{}') as UserProfile

/** The precondition of operations that change the user of their path. @throws ApiError 400, 401. */
export const changeableUserOfPath = (tx: ReadTx, request: OperationRequest): Promise<WholeUser> =>
  findChangeableUser(tx, principalOf(request), (request.params as { userId: string }).userId)

/** @throws ApiError 400 if the location has no such user. */
export async function requireUser(tx: ReadTx, locationId: string, id: string): Promise<void> {
  if (!(await tx.get(findUserOfLocation, { locationId, id }))) throw errors.userNotFound(id)
}
