import type { Principal } from '../../auth/principal.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import type { ApiContext } from '../api-context.ts'
import { listStoredRows } from '../locations/list-stored-rows.ts'
import { maxCustomValues } from './custom-value.ts'
import { findCustomValueRow, listCustomValues } from './custom-value-store.ts'

/** Get Custom Values. @returns the items of a JSON list, oldest first. @throws ApiError 401. */
export const listCustomValuesOf = (
  { storage }: ApiContext,
  principal: Principal,
  locationId: string,
): Promise<JsonPieces> =>
  listStoredRows(storage, principal, locationId, {
    list: (tx) => tx.all(listCustomValues, { locationId, limit: maxCustomValues }),
    find: findCustomValueRow,
  })
