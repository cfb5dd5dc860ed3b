import { recordAudit } from '../auth/audit.ts'
import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { Checked } from '../http/validation.ts'
import type { ReadTx, WriteTx } from '../storage/storage.ts'
import { findReachableLocation } from './find-location.ts'
import { refuseFurther, type WholeUser } from './find-user.ts'
import type { LocationContext } from './location-context.ts'
import { fullName, withProfile } from './user-profile.ts'
import type { CreateUserBody } from './user-schemas.ts'
import { findUserByEmail, insertLocationUser, insertUser, type UserRow, updateUserRow } from './user-store.ts'

/**
 * Create User. The password is not kept: only owners sign in, and theirs is nobody's but the operator's to set.
 * @throws ApiError 401, 422; 400 where another user has the email.
 */
export const addUser = (
  { storage, clock, ids }: LocationContext,
  principal: Principal,
  body: Checked<CreateUserBody>,
): Promise<WholeUser> =>
  storage.write(async (tx) => {
    const { companyId, email, type, role, locationIds, password: _, ...fields } = named(body.valid())
    if (companyId !== principal.companyId) throw errors.locationUnreachable()
    refuseFurther(principal, type, locationIds)
    const places = await reachableLocations(tx, principal, locationIds)
    if (principal.locationId !== undefined && places.length === 0) throw errors.locationUnreachable()
    const emailLowerCase = email.toLowerCase()
    if (await tx.get(findUserByEmail, { emailLowerCase })) throw errors.userEmailTaken()
    const row: UserRow = { id: ids.next(), companyId, name: fullName(fields), email, role, type }
    const profile = withProfile({}, fields)
    await tx.run(insertUser, { ...row, emailLowerCase, dateAdded: clock.now() })
    await tx.run(updateUserRow, { id: row.id, name: row.name, role, type, profile: JSON.stringify(profile) })
    await placeUser(tx, row.id, places)
    await recordAudit(tx, { clock, ids }, 'user.created', {
      userId: row.id,
      companyId,
      by: principal.sourceId,
    })
    return { row, profile, locationIds: places }
  })

/** The body, where its names, if it has them, are more than white space. @throws ApiError 422. */
export function named<Body extends { firstName?: string | undefined; lastName?: string | undefined }>(
  body: Body,
): Body {
  const empty = (['firstName', 'lastName'] as const).filter((field) => body[field]?.trim() === '')
  if (empty.length > 0) throw errors.unprocessable(empty.map((field) => `${field} should not be empty`))
  return body
}

/** Each once. @throws ApiError 401 where the token does not reach one of them. */
export async function reachableLocations(
  tx: ReadTx,
  principal: Principal,
  locationIds: readonly string[],
): Promise<string[]> {
  const places = [...new Set(locationIds)]
  for (const id of places) await findReachableLocation(tx, principal, id)
  return places
}

export async function placeUser(tx: WriteTx, userId: string, locationIds: readonly string[]): Promise<void> {
  for (const locationId of locationIds) await tx.run(insertLocationUser, { locationId, userId })
}
