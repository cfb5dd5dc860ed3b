import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { ReadTx, Storage, WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { requireName } from '../locations/require-name.ts'
import {
  type CustomValue,
  type CustomValueRef,
  type CustomValueSpec,
  maxCustomValues,
  newCustomValue,
  withCustomValueSpec,
} from './custom-value.ts'
import {
  countCustomValues,
  findCustomValueByKey,
  insertCustomValue,
  measureOtherCustomValues,
  updateCustomValueRow,
} from './custom-value-store.ts'
import { findReachableCustomValue } from './find-custom-value.ts'

/** The total size of a location's custom values in UTF-8: the list returns all of them. */
const maxCustomValuesBytes = 8 * 1024 * 1024

/** Create Custom Value. @throws ApiError 401 for the location, 422, and those of `createCustomValue`. */
export const addCustomValue = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  locationId: string,
  spec: CustomValueSpec,
): Promise<CustomValue> =>
  storage.write(
    async (tx) => {
      await findReachableLocation(tx, principal, locationId)
      return createCustomValue(tx, { clock, ids }, locationId, requireName(spec))
    },
    scopeIn(principal, locationId),
  )

/**
 * Creates a custom value in an existing location.
 * @throws ApiError 400 if the key exists, or the location has reached a limit.
 */
export async function createCustomValue(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  locationId: string,
  spec: CustomValueSpec,
): Promise<CustomValue> {
  const count = (await tx.get(countCustomValues, { locationId }))?.count ?? 0
  if (count >= maxCustomValues) throw errors.tooMany('custom values', maxCustomValues)
  const value = newCustomValue({ id: ids.next(), locationId }, spec)
  const { id, fieldKey } = value
  const same = await tx.get(findCustomValueByKey, { locationId, fieldKey })
  if (same) throw errors.customValueKeyTaken(same.id)
  const document = JSON.stringify(value)
  await refuseTooLargeValues(tx, { locationId, id, document })
  await tx.run(insertCustomValue, { locationId, id, fieldKey, document, dateAdded: clock.now() })
  return value
}

/**
 * Update Custom Value: replaces name and value; the key stays.
 * @throws ApiError 401 for the location, 422; 400 for the custom value, or if the values would be too large together.
 */
export const updateCustomValue = (
  storage: Storage,
  principal: Principal,
  ref: CustomValueRef,
  spec: CustomValueSpec,
): Promise<CustomValue> =>
  storage.write(
    async (tx) => {
      const before = await findReachableCustomValue(tx, principal, ref)
      const value = withCustomValueSpec(before, requireName(spec))
      const { locationId, id } = value
      const document = JSON.stringify(value)
      await refuseTooLargeValues(tx, { locationId, id, document })
      await tx.run(updateCustomValueRow, { locationId, id, document })
      return value
    },
    scopeIn(principal, ref.locationId),
  )

/**
 * Call it before the first change, so that the write can share a group.
 * @throws ApiError 400 if the location's custom values would be too large together.
 */
async function refuseTooLargeValues(
  tx: ReadTx,
  { locationId, id, document }: { locationId: string; id: string; document: string },
): Promise<void> {
  const others = (await tx.get(measureOtherCustomValues, { locationId, id }))?.bytes ?? 0
  if (others + Buffer.byteLength(document) > maxCustomValuesBytes)
    throw errors.tooLargeTogether('custom values', maxCustomValuesBytes)
}
