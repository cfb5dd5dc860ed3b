import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import { readPage } from '../http/paging.ts'
import { foldCase } from '../lib/fold-case.ts'
import type { ReadTx } from '../storage/storage.ts'
import { maxListed } from './bounds.ts'
import { isReachableLocation } from './find-location.ts'
import { wholeUser } from './find-user.ts'
import { userView } from './user-answers.ts'
import type { UserProfile } from './user-profile.ts'
import { type SearchUsersQuery, userPage } from './user-schemas.ts'
import { type FoundUser, listUsersOfCompany, listUsersOfLocation } from './user-store.ts'

const byName = new Intl.Collator('en', { numeric: true })

/**
 * Search Users: those of the token's company, or of its location, that fit all that is asked for.
 * @throws ApiError 401 where company or location are not the token's.
 */
export async function searchUsers(tx: ReadTx, principal: Principal, query: SearchUsersQuery) {
  const { companyId } = principal
  if (query.companyId !== companyId) throw errors.locationUnreachable()
  const locationId = query.locationId ?? principal.locationId
  const members = locationId === undefined ? undefined : await membersOf(tx, principal, locationId)
  const all = await tx.all(listUsersOfCompany, { companyId, limit: maxListed })
  const found = all.filter((user) => (members?.has(user.id) ?? true) && fits(user, query))
  if (query.sort !== 'dateAdded') found.sort((a, b) => byName.compare(a.name, b.name))
  if (query.sortDirection === 'desc') found.reverse()
  return answer(tx, principal, found, readPage(query, userPage))
}

/** Filter Users by Email, of the token's company: texts with commas between, in any case. */
export async function filterUsersByEmail(
  tx: ReadTx,
  principal: Principal,
  body: { companyId: string; emails: string; deleted?: boolean; skip?: string; limit?: string },
) {
  const { companyId } = principal
  if (body.companyId !== companyId) throw errors.locationUnreachable()
  const emails = new Set(body.emails.split(',').map((email) => foldCase(email.trim())))
  const all = await tx.all(listUsersOfCompany, { companyId, limit: maxListed })
  const found = body.deleted ? [] : all.filter(({ email }) => emails.has(foldCase(email)))
  return answer(tx, principal, found, readPage(body, userPage))
}

async function membersOf(tx: ReadTx, principal: Principal, locationId: string): Promise<Set<string>> {
  if (!(await isReachableLocation(tx, principal, locationId))) throw errors.locationUnreachable()
  const users = await tx.all(listUsersOfLocation, { locationId, limit: maxListed })
  return new Set(users.map(({ id }) => id))
}

function fits(user: FoundUser, { query, type, role, ids }: SearchUsersQuery): boolean {
  const { phone = '' } = JSON.parse(user.profile) as UserProfile
  const wanted = foldCase(query ?? '')
  return (
    [user.name, user.email, phone].some((text) => foldCase(text).includes(wanted)) &&
    (type === undefined || user.type === type) &&
    (role === undefined || user.role === role) &&
    (ids === undefined || ids.split(',').includes(user.id))
  )
}

async function answer(
  tx: ReadTx,
  principal: Principal,
  found: readonly FoundUser[],
  { skip, limit }: { skip: number; limit: number },
) {
  const users = []
  for (const { profile: _, dateAdded: __, ...row } of found.slice(skip, skip + limit))
    users.push(userView(await wholeUser(tx, row), principal))
  return { users, count: found.length }
}
