import type { Principal } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import { readPage } from '../../http/paging.ts'
import { jsonItems } from '../../http/send-json.ts'
import { foldCase } from '../../lib/fold-case.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import { sortedInTurns } from '../../lib/sort-in-turns.ts'
import { readInSlices, rowsOf } from '../../storage/read-in-slices.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { findProfile, readUsers } from './find-user.ts'
import { usersOfCompany, usersOfLocation } from './list-users.ts'
import { listedUserView } from './user-responses.ts'
import { type SearchUsersQuery, userPage } from './user-schemas.ts'
import { findUser, type ListedUser, type UserRow } from './user-store.ts'

const byName = new Intl.Collator('en', { numeric: true })

/** A page of users. */
interface UserPage {
  /** The items of a JSON list. */
  users: JsonPieces
  /** The number on all pages. */
  count: number
}

type FoundUser = UserRow & ListedUser

/**
 * Search Users: those of the token's company or location that match all filters.
 * @throws ApiError 401 if the company or the location is not the token's.
 */
export async function searchUsers(
  { storage }: ApiContext,
  principal: Principal,
  query: SearchUsersQuery,
): Promise<UserPage> {
  const { companyId } = principal
  if (query.companyId !== companyId) throw errors.locationUnreachable()
  const locationId = query.locationId ?? principal.locationId
  const listed = await (locationId === undefined
    ? usersOfCompany(storage, companyId)
    : usersOfLocation(storage, principal, locationId))
  const isOfKind = kindOf(query)
  const hasText = textIn(foldCase(query.query ?? ''))
  const found = await findUsers(
    storage,
    listed,
    async (tx, user) => user.companyId === companyId && isOfKind(user) && (await hasText(tx, user)),
  )
  const users =
    query.sort === 'dateAdded' ? found : await sortedInTurns(found, (a, b) => byName.compare(a.name, b.name))
  if (query.sortDirection === 'desc') users.reverse()
  return pageOf(storage, principal, users, readPage(query, userPage))
}

/** Filter Users by Email, in the token's company: separated by commas, in any case. */
export async function filterUsersByEmail(
  { storage }: ApiContext,
  principal: Principal,
  body: { companyId: string; emails: string; deleted?: boolean; skip?: string; limit?: string },
): Promise<UserPage> {
  const { companyId } = principal
  if (body.companyId !== companyId) throw errors.locationUnreachable()
  const emails = new Set(body.emails.split(',').map((email) => foldCase(email.trim())))
  const listed = await usersOfCompany(storage, companyId)
  const found = await findUsers(storage, body.deleted ? [] : listed, async (_tx, { email }) =>
    emails.has(foldCase(email)),
  )
  const page = {
    ...(body.skip !== undefined && { skip: Number(body.skip) }),
    ...(body.limit !== undefined && { limit: Number(body.limit) }),
  }
  return pageOf(storage, principal, found, readPage(page, userPage))
}

/** Filters listed users, in their order. Reads them a few at a time. */
function findUsers(
  storage: Storage,
  listed: readonly ListedUser[],
  fits: (tx: ReadTx, user: UserRow) => Promise<boolean>,
): Promise<FoundUser[]> {
  const slices = readInSlices(storage, listed, async (tx, { id, dateAdded, size }) => {
    const user = await tx.get(findUser, { id })
    return user && (await fits(tx, user)) ? { ...user, dateAdded, size } : undefined
  })
  return rowsOf(slices)
}

function kindOf({ type, role, ids }: SearchUsersQuery): (user: UserRow) => boolean {
  const wanted = ids === undefined ? undefined : new Set(ids.split(','))
  return (user) =>
    (type === undefined || user.type === type) &&
    (role === undefined || user.role === role) &&
    (wanted?.has(user.id) ?? true)
}

/** Whether users have a text in their name, email or phone. @param wanted in folded case. */
function textIn(wanted: string): (tx: ReadTx, user: UserRow) => Promise<boolean> {
  const has = (text = '') => foldCase(text).includes(wanted)
  return async (tx, { id, name, email }) =>
    wanted === '' || has(name) || has(email) || has((await findProfile(tx, id)).phone)
}

async function pageOf(
  storage: Storage,
  principal: Principal,
  found: readonly ListedUser[],
  { skip, limit }: { skip: number; limit: number },
): Promise<UserPage> {
  const slices = readUsers(storage, found.slice(skip, skip + limit))
  const users = await jsonItems(slices, (user) => JSON.stringify(listedUserView(user, principal)))
  return { users, count: found.length }
}
