import type { Ids } from '../lib/ids.ts'
import type { WriteTx } from '../storage/storage.ts'
import { type CustomField, type CustomFieldSpec, withSpec } from './custom-field.ts'
import { requireFolder } from './custom-field-folders.ts'
import { updateCustomFieldRow } from './custom-field-store.ts'

/**
 * Changes what the spec says of a custom field; its key and its type stay.
 * @throws InputError where a text or a list is empty or too long.
 * @throws ApiError 400 where the location lacks the folder.
 */
export async function updateCustomField(
  tx: WriteTx,
  ids: Ids,
  before: CustomField,
  spec: Omit<CustomFieldSpec, 'dataType'>,
): Promise<CustomField> {
  if (spec.parentId) await requireFolder(tx, before.locationId, spec.parentId)
  const field = withSpec(ids, before, spec)
  const { locationId, id, position } = field
  await tx.run(updateCustomFieldRow, { locationId, id, position, document: JSON.stringify(field) })
  return field
}
