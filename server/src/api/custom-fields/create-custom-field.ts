import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { type CustomField, type CustomFieldSpec, newCustomField } from './custom-field.ts'
import { requireFolder } from './custom-field-folders.ts'
import {
  countCustomFields,
  findCustomFieldByKey,
  insertCustomField,
  maxCustomFields,
  refuseTooLargeFields,
  type StoredCustomField,
} from './custom-field-store.ts'

/**
 * Creates a custom field in an existing location.
 * @throws InputError if a text or a list is empty or too long.
 * @throws ApiError 400 if the key exists, the location has reached the limit, or the folder does not exist.
 */
export async function createCustomField(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  locationId: string,
  spec: CustomFieldSpec,
): Promise<StoredCustomField> {
  return addCustomField(tx, clock, newCustomField(ids, { id: ids.next(), locationId }, spec))
}

/**
 * Inserts a new field into its location.
 * @throws ApiError 400 if the key exists, the location has reached the limit, or the folder does not exist.
 */
export async function addCustomField(
  tx: WriteTx,
  clock: Clock,
  field: CustomField,
): Promise<StoredCustomField> {
  const { locationId } = field
  const count = (await tx.get(countCustomFields, { locationId }))?.count ?? 0
  if (count >= maxCustomFields) throw errors.tooMany('custom fields', maxCustomFields)
  if (field.parentId) await requireFolder(tx, locationId, field.parentId, field.model)
  const same = await findCustomFieldByKey(tx, locationId, field.fieldKey)
  if (same) throw errors.customFieldKeyTaken(same.id)
  const dateAdded = clock.now()
  await tx.run(insertCustomField, {
    locationId,
    id: field.id,
    fieldKey: field.fieldKey,
    position: field.position,
    document: JSON.stringify(field),
    dateAdded,
  })
  await refuseTooLargeFields(tx, locationId)
  return { ...field, dateAdded: new Date(dateAdded).toISOString() }
}
