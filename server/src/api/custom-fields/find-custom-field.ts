import { principalOf } from '../../auth/authorization.ts'
import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { findLocationField, findLocationFieldByKey, type StoredCustomField } from './custom-field-store.ts'

/** The place of a custom field. */
export interface CustomFieldRef {
  locationId: string
  id: string
}

/** Finds the custom field of a request. @throws ApiError 401 for the location, 400 for the custom field. */
export async function findReachableCustomField(
  tx: ReadTx,
  principal: Principal,
  { locationId, id }: CustomFieldRef,
): Promise<StoredCustomField> {
  await findReachableLocation(tx, principal, locationId)
  const field = await findLocationField(tx, locationId, id)
  if (!field) throw errors.customFieldNotFound(id)
  return field
}

/** The precondition of operations on the custom field of their path. @throws ApiError 400, 401. */
export const customFieldOfPath = (tx: ReadTx, request: OperationRequest): Promise<StoredCustomField> =>
  findReachableCustomField(tx, principalOf(request), request.params as CustomFieldRef)

/** Get Custom Field: by its id or its key. @throws ApiError 400, 401. */
export const getCustomField = (
  storage: Storage,
  principal: Principal,
  { locationId, id }: CustomFieldRef,
): Promise<StoredCustomField> =>
  storage.read(async (tx) => {
    await findReachableLocation(tx, principal, locationId)
    const field =
      (await findLocationField(tx, locationId, id)) ?? (await findLocationFieldByKey(tx, locationId, id))
    if (!field) throw errors.customFieldNotFound(id)
    return field
  }, scopeOf(principal))
