import { statement } from '../../storage/statement.ts'
import type { CustomFieldModel } from './custom-field.ts'

/** A folder of custom fields. */
export interface CustomFieldFolderRow {
  id: string
  name: string
  /** The model of its fields. */
  model: CustomFieldModel
  dateAdded: number
}

const columns = 'id, name, model, date_added AS "dateAdded"'

export const findCustomFieldFolder = statement<{ locationId: string; id: string }, CustomFieldFolderRow>(
  'find-custom-field-folder',
  `SELECT ${columns} FROM custom_field_folders WHERE location_id = :locationId AND id = :id`,
)

export const findCustomFieldFolderByName = statement<
  { locationId: string; model: CustomFieldModel; name: string },
  CustomFieldFolderRow
>(
  'find-custom-field-folder-by-name',
  `SELECT ${columns} FROM custom_field_folders
   WHERE location_id = :locationId AND model = :model AND name = :name
   ORDER BY date_added, id LIMIT 1`,
)

export const listCustomFieldFolders = statement<{ locationId: string; limit: number }, CustomFieldFolderRow>(
  'list-custom-field-folders',
  `SELECT ${columns} FROM custom_field_folders WHERE location_id = :locationId
   ORDER BY date_added, id LIMIT :limit`,
)

export const countCustomFieldFolders = statement<{ locationId: string }, { count: number }>(
  'count-custom-field-folders',
  'SELECT COUNT(*) AS "count" FROM custom_field_folders WHERE location_id = :locationId',
)

export const insertCustomFieldFolder = statement<{
  locationId: string
  id: string
  name: string
  model: CustomFieldModel
  dateAdded: number
}>(
  'insert-custom-field-folder',
  `INSERT INTO custom_field_folders (location_id, id, name, model, date_added)
   VALUES (:locationId, :id, :name, :model, :dateAdded)`,
)

export const renameCustomFieldFolder = statement<{ locationId: string; id: string; name: string }>(
  'rename-custom-field-folder',
  'UPDATE custom_field_folders SET name = :name WHERE location_id = :locationId AND id = :id',
)

export const deleteCustomFieldFolder = statement<{ locationId: string; id: string }>(
  'delete-custom-field-folder',
  'DELETE FROM custom_field_folders WHERE location_id = :locationId AND id = :id',
)
