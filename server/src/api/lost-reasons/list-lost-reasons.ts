import { type Principal, scopeOf } from '../../auth/principal.ts'
import { readPage } from '../../http/paging.ts'
import { beforeAll } from '../../storage/read-in-slices.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { lostReasonsFound, lostReasonView, maxLostReasons } from './lost-reason.ts'
import { type LostReasonsQuery, lostReasonPage } from './lost-reason-schemas.ts'
import { listLostReasons } from './lost-reason-store.ts'

/** Get lost reason: a page of them, oldest first. Scans all: a location has few. @throws ApiError 401. */
export async function listLostReasonsOf(
  { storage }: ApiContext,
  principal: Principal,
  query: LostReasonsQuery,
) {
  const { locationId, getCount } = query
  const rows = await storage.read(async (tx) => {
    await findReachableLocation(tx, principal, locationId)
    return tx.all(listLostReasons, { locationId, ...beforeAll, limit: maxLostReasons })
  }, scopeOf(principal))
  const found = lostReasonsFound(rows, query)
  const { skip, limit } = readPage(query, lostReasonPage)
  const lostReasons = found.slice(skip, skip + limit).map(lostReasonView)
  return { lostReasons, ...(getCount && { total: found.length }) }
}
