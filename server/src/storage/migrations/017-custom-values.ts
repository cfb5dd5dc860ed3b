import type { Migration } from './migration.ts'

/** The custom values of a location. `field_key` is a copy from the document, for lookups and uniqueness. */
export const customValues: Migration = {
  number: 17,
  name: 'custom-values',
  statements: [
    `CREATE TABLE custom_values (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       field_key TEXT NOT NULL,
       document TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       PRIMARY KEY (location_id, id)
     )`,
    'CREATE UNIQUE INDEX custom_values_by_key ON custom_values (location_id, field_key)',
  ],
}
