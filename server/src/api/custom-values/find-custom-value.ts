import { principalOf } from '../../auth/authorization.ts'
import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import type { CustomValue, CustomValueRef } from './custom-value.ts'
import { findCustomValueRow } from './custom-value-store.ts'

/** Finds the custom value of a request. @throws ApiError 401 for the location, 400 for the custom value. */
export async function findReachableCustomValue(
  tx: ReadTx,
  principal: Principal,
  { locationId, id }: CustomValueRef,
): Promise<CustomValue> {
  await findReachableLocation(tx, principal, locationId)
  const row = await tx.get(findCustomValueRow, { locationId, id })
  if (!row) throw errors.customValueNotFound(id)
  return JSON.parse(row.document) as CustomValue
}

/** The precondition of operations on the custom value of their path. @throws ApiError 400, 401. */
export const customValueOfPath = (tx: ReadTx, request: OperationRequest): Promise<CustomValue> =>
  findReachableCustomValue(tx, principalOf(request), request.params as CustomValueRef)

/** Get Custom Value. @throws ApiError 400, 401. */
export const getCustomValue = (
  storage: Storage,
  principal: Principal,
  ref: CustomValueRef,
): Promise<CustomValue> =>
  storage.read((tx) => findReachableCustomValue(tx, principal, ref), scopeOf(principal))
