import { recordAudit } from '../../auth/audit.ts'
import type { Principal } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { refuseFurther, type WholeUser } from './find-user.ts'
import { recordNewUser } from './user-events.ts'
import { fullName, profileText, withProfile } from './user-profile.ts'
import type { CreateUserBody } from './user-schemas.ts'
import { findUserByEmail, insertLocationUser, insertUser, type UserRow, updateUserRow } from './user-store.ts'

/**
 * Create User. Does not store the password: only the operator sets the passwords that sign in.
 * @throws ApiError 401, 422; 400 if another user of the company has the email.
 */
export const addUser = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  body: CreateUserBody,
): Promise<WholeUser> =>
  storage.write(async (tx) => {
    const { companyId, email, type, role, locationIds, password: _, ...fields } = named(body)
    if (companyId !== principal.companyId) throw errors.locationUnreachable()
    refuseFurther(principal, type, locationIds)
    const places = await reachableLocations(tx, principal, locationIds)
    if (principal.locationId !== undefined && places.length === 0) throw errors.locationUnreachable()
    const emailLowerCase = email.toLowerCase()
    if (await tx.get(findUserByEmail, { companyId, emailLowerCase })) throw errors.userEmailTaken()
    const row: UserRow = { id: ids.next(), companyId, name: fullName(fields), email, role, type }
    const profile = withProfile({}, fields)
    await tx.run(insertUser, { ...row, emailLowerCase, dateAdded: clock.now() })
    await tx.run(updateUserRow, { id: row.id, name: row.name, role, type, profile: profileText(profile) })
    await placeUser(tx, row.id, places)
    await recordAudit(tx, { clock, ids }, 'user.created', {
      userId: row.id,
      companyId,
      by: principal.sourceId,
    })
    const user = { row, profile, locationIds: places }
    await recordNewUser(tx, { clock, ids }, user)
    return user
  }, 'database')

/** Requires that names are more than white space. @returns the body. @throws ApiError 422. */
export function named<Body extends { firstName?: string | undefined; lastName?: string | undefined }>(
  body: Body,
): Body {
  const empty = (['firstName', 'lastName'] as const).filter((field) => body[field]?.trim() === '')
  if (empty.length > 0) throw errors.unprocessable(empty.map((field) => `${field} should not be empty`))
  return body
}

/** Without duplicates. @throws ApiError 401 if the token cannot access one of them. */
export async function reachableLocations(
  tx: ReadTx,
  principal: Principal,
  locationIds: readonly string[],
): Promise<string[]> {
  const places = [...new Set(locationIds)]
  for (const id of places) await findReachableLocation(tx, principal, id)
  return places
}

/** Adds a user to locations that do not have it yet. */
export async function placeUser(tx: WriteTx, userId: string, locationIds: readonly string[]): Promise<void> {
  for (const locationId of locationIds) await tx.run(insertLocationUser, { locationId, userId })
}
