import { errors } from '../http/errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { ReadTx, WriteTx } from '../storage/storage.ts'
import { type CustomField, type CustomFieldSpec, fieldKeyOf, newCustomField } from './custom-field.ts'
import { requireFolder } from './custom-field-folders.ts'
import {
  countCustomFields,
  customFieldKeyExists,
  insertCustomField,
  maxCustomFields,
} from './custom-field-store.ts'

/**
 * Makes a custom field in a location that exists. Its key is made from its name; where the location has
 * that key already, `_1`, `_2` … stand behind it.
 * @throws InputError where a text or a list is empty or too long.
 * @throws ApiError 400 where the location has as many as it can, or lacks the folder.
 */
export async function createCustomField(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  locationId: string,
  spec: CustomFieldSpec,
): Promise<CustomField> {
  const count = (await tx.get(countCustomFields, { locationId }))?.count ?? 0
  if (count >= maxCustomFields) throw errors.tooMany('custom fields', maxCustomFields)
  if (spec.parentId) await requireFolder(tx, locationId, spec.parentId)
  const fieldKey = await freeKey(tx, locationId, fieldKeyOf(spec.name))
  const field = newCustomField(ids, { id: ids.next(), locationId, fieldKey }, spec)
  await tx.run(insertCustomField, {
    locationId,
    id: field.id,
    fieldKey,
    position: field.position,
    document: JSON.stringify(field),
    dateAdded: clock.now(),
  })
  return field
}

async function freeKey(tx: ReadTx, locationId: string, wanted: string): Promise<string> {
  // The location has fewer fields than this loop has turns, so that one of the keys is free.
  for (let number = 0; number <= maxCustomFields; number += 1) {
    const fieldKey = number === 0 ? wanted : `${wanted}_${number}`
    if (!(await tx.get(customFieldKeyExists, { locationId, fieldKey }))) return fieldKey
  }
  throw errors.tooMany('custom fields', maxCustomFields)
}
