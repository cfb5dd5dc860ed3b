import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import {
  type CustomValue,
  type CustomValueSpec,
  newCustomValue,
  withCustomValueSpec,
} from './custom-value.ts'
import {
  countCustomValues,
  findCustomValueByKey,
  insertCustomValue,
  measureCustomValues,
  updateCustomValueRow,
} from './custom-value-store.ts'

/** The most custom values of one location. */
export const maxCustomValues = 1000

/** The total size of a location's custom values in UTF-8: the list returns all of them. */
const maxCustomValuesBytes = 8 * 1024 * 1024

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
  await tx.run(insertCustomValue, { locationId, id, fieldKey, document, dateAdded: clock.now() })
  await refuseTooLargeValues(tx, locationId)
  return value
}

/** Replaces name and value; the key stays. @throws ApiError 400 if the values would be too large together. */
export async function updateCustomValue(
  tx: WriteTx,
  before: CustomValue,
  spec: CustomValueSpec,
): Promise<CustomValue> {
  const value = withCustomValueSpec(before, spec)
  const { locationId, id } = value
  await tx.run(updateCustomValueRow, { locationId, id, document: JSON.stringify(value) })
  await refuseTooLargeValues(tx, locationId)
  return value
}

async function refuseTooLargeValues(tx: WriteTx, locationId: string): Promise<void> {
  const bytes = (await tx.get(measureCustomValues, { locationId }))?.bytes ?? 0
  if (bytes > maxCustomValuesBytes) throw errors.tooLargeTogether('custom values', maxCustomValuesBytes)
}
