import type { Principal } from '../../auth/principal.ts'
import { sortedInTurns } from '../../lib/sort-in-turns.ts'
import { type Added, readInPages, readOldestFirst, rowsOf } from '../../storage/read-in-slices.ts'
import type { Storage } from '../../storage/storage.ts'
import { maxListed } from '../locations/bounds.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { type ListedUser, listUsersOfCompany, listUsersOfLocation } from './user-store.ts'

/** The users of a company, oldest first. */
export const usersOfCompany = (storage: Storage, companyId: string): Promise<ListedUser[]> =>
  rowsOf(
    readOldestFirst(
      (behind) => storage.read((tx) => tx.all(listUsersOfCompany, { companyId, ...behind })),
      maxListed,
    ),
  )

/** The users of a location, oldest first. @throws ApiError 401 if the token cannot access it. */
export async function usersOfLocation(
  storage: Storage,
  principal: Principal,
  locationId: string,
): Promise<ListedUser[]> {
  // They are read by their ids, which the key of a location's users has in order: no page sorts them all.
  const byId = readInPages<ListedUser>(
    (after, limit) =>
      storage.read(async (tx) => {
        await findReachableLocation(tx, principal, locationId)
        return tx.all(listUsersOfLocation, { locationId, id: after?.id ?? '', limit })
      }),
    maxListed,
  )
  return sortedInTurns(await rowsOf(byId), byAge)
}

const byAge = (a: Added, b: Added): number => a.dateAdded - b.dateAdded || (a.id < b.id ? -1 : 1)
