import type { Principal } from '../../auth/principal.ts'
import { readPage } from '../../http/paging.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import type { Storage } from '../../storage/storage.ts'
import { listStoredRows } from '../locations/list-stored-rows.ts'
import { type BusinessesQuery, businessPage } from './business-schemas.ts'
import { findBusinessRow, listBusinesses } from './business-store.ts'

/** Get Businesses by Location. @returns the items of a JSON list, oldest first. @throws ApiError 401, 422. */
export const listBusinessesOf = (
  storage: Storage,
  principal: Principal,
  { locationId, ...page }: BusinessesQuery,
): Promise<JsonPieces> =>
  listStoredRows(storage, principal, locationId, {
    list: (tx) => tx.all(listBusinesses, { locationId, ...readPage(page, businessPage) }),
    find: findBusinessRow,
  })
