import { type Principal, scopeOf } from '../../auth/principal.ts'
import { jsonItems } from '../../http/send-json.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import type { Storage } from '../../storage/storage.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { type CustomFieldsQuery, customFieldView } from './custom-field-schemas.ts'
import { listCustomFieldSizes, readCustomFields } from './custom-field-store.ts'
import { isOfModel } from './search-custom-fields.ts'

/** Get Custom Fields. @returns the items of a JSON list, by position. @throws ApiError 401. */
export async function listCustomFieldsOf(
  storage: Storage,
  principal: Principal,
  locationId: string,
  { model }: CustomFieldsQuery,
): Promise<JsonPieces> {
  const scope = scopeOf(principal)
  const listed = await storage.read(async (tx) => {
    await findReachableLocation(tx, principal, locationId)
    return listCustomFieldSizes(tx, locationId)
  }, scope)
  const isWanted = isOfModel(model)
  return jsonItems(readCustomFields(storage, locationId, listed, scope), (field) =>
    isWanted(field) ? JSON.stringify(customFieldView(field)) : undefined,
  )
}
