import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from './find-location.ts'
import { readProfile } from './location-profile.ts'
import { findLocationProfile } from './location-store.ts'
import { type Permission, permissionsOf } from './permissions.ts'

/** Get Permissions: all of them until they are set. @throws ApiError 401. */
export const getPermissions = (
  { storage }: ApiContext,
  principal: Principal,
  id: string,
): Promise<readonly Permission[]> =>
  storage.read(async (tx) => {
    await findReachableLocation(tx, principal, id)
    return permissionsOf(readProfile(await tx.get(findLocationProfile, { id })))
  }, scopeOf(principal))
