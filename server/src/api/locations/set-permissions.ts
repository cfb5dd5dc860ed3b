import type { Principal } from '../../auth/principal.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from './find-location.ts'
import { readProfile } from './location-profile.ts'
import { findLocationProfile } from './location-store.ts'
import type { Permission } from './permissions.ts'
import { writeLocation } from './write-location.ts'

/** Update Permissions: replaces the permissions of a location. @throws ApiError 401. */
export const setPermissions = (
  { storage }: ApiContext,
  principal: Principal,
  id: string,
  permissions: Permission[],
): Promise<void> =>
  storage.write(async (tx) => {
    const location = await findReachableLocation(tx, principal, id)
    const profile = readProfile(await tx.get(findLocationProfile, { id }))
    await writeLocation(tx, location, { ...profile, permissions })
  }, 'database')
