import { statement } from '../storage/statement.ts'
import type { ReadTx } from '../storage/storage.ts'
import type { CustomField } from './custom-field.ts'

interface CustomFieldRow {
  /** JSON of a CustomField. */
  document: string
}

const findById = statement<{ locationId: string; id: string }, CustomFieldRow>(
  'find-custom-field',
  `SELECT document FROM custom_fields
   WHERE location_id = :locationId AND id = :id AND date_deleted IS NULL`,
)

const findByKey = statement<{ locationId: string; fieldKey: string }, CustomFieldRow>(
  'find-custom-field-by-key',
  `SELECT document FROM custom_fields
   WHERE location_id = :locationId AND field_key = :fieldKey AND date_deleted IS NULL`,
)

const list = statement<{ locationId: string; limit: number }, CustomFieldRow>(
  'list-custom-fields',
  `SELECT document FROM custom_fields WHERE location_id = :locationId AND date_deleted IS NULL
   ORDER BY position, date_added, id LIMIT :limit`,
)

export const insertCustomField = statement<{
  locationId: string
  id: string
  fieldKey: string
  position: number
  document: string
  dateAdded: number
}>(
  'insert-custom-field',
  `INSERT INTO custom_fields (location_id, id, field_key, position, document, date_added)
   VALUES (:locationId, :id, :fieldKey, :position, :document, :dateAdded)`,
)

export const updateCustomFieldRow = statement<{
  locationId: string
  id: string
  position: number
  document: string
}>(
  'update-custom-field',
  `UPDATE custom_fields SET position = :position, document = :document
   WHERE location_id = :locationId AND id = :id`,
)

/** From here on the field is unknown to everything but what finishes its deletion. */
export const markCustomFieldDeleted = statement<{ locationId: string; id: string; dateDeleted: number }>(
  'mark-custom-field-deleted',
  `UPDATE custom_fields SET date_deleted = :dateDeleted
   WHERE location_id = :locationId AND id = :id AND date_deleted IS NULL`,
)

export const listDeletedCustomFields = statement<{ limit: number }, { locationId: string; id: string }>(
  'list-deleted-custom-fields',
  `SELECT location_id AS "locationId", id FROM custom_fields WHERE date_deleted IS NOT NULL
   ORDER BY date_deleted, id LIMIT :limit`,
)

export const deleteCustomFieldRow = statement<{ locationId: string; id: string }>(
  'delete-custom-field',
  'DELETE FROM custom_fields WHERE location_id = :locationId AND id = :id',
)

/** Whether a field has the key, one that is being deleted too. */
export const customFieldKeyExists = statement<{ locationId: string; fieldKey: string }, { one: number }>(
  'custom-field-key-exists',
  'SELECT 1 AS "one" FROM custom_fields WHERE location_id = :locationId AND field_key = :fieldKey',
)

/** Those that are being deleted count too: they still hold their rows. */
export const countCustomFields = statement<{ locationId: string }, { count: number }>(
  'count-custom-fields',
  'SELECT COUNT(*) AS "count" FROM custom_fields WHERE location_id = :locationId',
)

/** The most custom fields of one location. */
export const maxCustomFields = 1000

const parsed = (row: CustomFieldRow | undefined) =>
  row === undefined ? undefined : (JSON.parse(row.document) as CustomField)

export const findCustomField = async (tx: ReadTx, locationId: string, id: string) =>
  parsed(await tx.get(findById, { locationId, id }))

/** @param key with or without `contact.` */
export const findCustomFieldByKey = async (tx: ReadTx, locationId: string, key: string) =>
  parsed(
    await tx.get(findByKey, { locationId, fieldKey: key.startsWith('contact.') ? key : `contact.${key}` }),
  )

/** Every custom field of the location, in the order of their positions. */
export async function listCustomFields(tx: ReadTx, locationId: string): Promise<CustomField[]> {
  const rows = await tx.all(list, { locationId, limit: maxCustomFields })
  return rows.map((row) => JSON.parse(row.document) as CustomField)
}
