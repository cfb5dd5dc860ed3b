import { recordAudit } from '../../auth/audit.ts'
import type { Principal } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { ApiContext } from '../api-context.ts'
import { named, placeUser, reachableLocations } from './add-user.ts'
import { findChangeableUser, refuseFurther, type WholeUser } from './find-user.ts'
import { fullName, partsOfName, profileText, withProfile } from './user-profile.ts'
import type { UpdateUserBody } from './user-schemas.ts'
import { deleteLocationsOfUser, updateUserRow } from './user-store.ts'

/** Update User: changes the properties sent, except email and password. @throws ApiError 400, 401, 422. */
export const updateUser = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  id: string,
  body: UpdateUserBody,
): Promise<WholeUser> =>
  storage.write(async (tx) => {
    const before = await findChangeableUser(tx, principal, id)
    const { companyId, type, role, locationIds, email: _, password: __, ...fields } = named(body)
    if (companyId !== undefined && companyId !== principal.companyId) throw errors.locationUnreachable()
    refuseFurther(principal, type, locationIds)
    const places = locationIds && (await reachableLocations(tx, principal, locationIds))
    const renamed = fields.firstName !== undefined || fields.lastName !== undefined
    const profile = withProfile(
      { ...before.profile, ...(renamed && partsOfName(before.row.name, before.profile)) },
      fields,
    )
    const row = {
      ...before.row,
      name: renamed ? fullName(profile) : before.row.name,
      role: role ?? before.row.role,
      type: type ?? before.row.type,
    }
    const { name } = row
    await tx.run(updateUserRow, {
      id,
      name,
      role: row.role,
      type: row.type,
      profile: profileText(profile),
    })
    if (places) {
      await tx.run(deleteLocationsOfUser, { userId: id })
      await placeUser(tx, id, places)
    }
    await recordAudit(tx, { clock, ids }, 'user.updated', { userId: id, by: principal.sourceId })
    return { row, profile, locationIds: places ?? before.locationIds }
  }, 'database')
