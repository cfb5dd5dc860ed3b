import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { type CustomFieldChange, withSpec } from './custom-field.ts'
import { requireFolder } from './custom-field-folders.ts'
import { refuseTooLargeFields, type StoredCustomField, saveCustomField } from './custom-field-store.ts'

/**
 * Changes the given properties of a custom field. Key, type and model never change.
 * @throws InputError if a text or a list is empty or too long.
 * @throws ApiError 400 if the folder does not exist.
 */
export async function updateCustomField(
  tx: WriteTx,
  ids: Ids,
  before: StoredCustomField,
  spec: CustomFieldChange,
): Promise<StoredCustomField> {
  const { locationId, model } = before
  if (spec.parentId) await requireFolder(tx, locationId, spec.parentId, model)
  const field = { ...withSpec(ids, before, spec), dateAdded: before.dateAdded }
  await saveCustomField(tx, field)
  await refuseTooLargeFields(tx, locationId)
  return field
}
