import type { Migration } from './migration.ts'

/**
 * Folders of custom fields belong to a model, as fields do; existing folders become those of contacts. A field that
 * is being deleted releases its key.
 */
export const customFieldModels: Migration = {
  number: 9,
  name: 'custom-field-models',
  statements: [
    "ALTER TABLE custom_field_folders ADD COLUMN model TEXT NOT NULL DEFAULT 'contact'",
    'UPDATE custom_fields SET field_key = id WHERE date_deleted IS NOT NULL',
  ],
}
