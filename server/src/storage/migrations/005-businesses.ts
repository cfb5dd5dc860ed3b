import type { Migration } from './migration.ts'

/**
 * Businesses; further fields of locations and users, as JSON; folders of custom fields; and tag changes that have not
 * reached all contacts yet.
 */
export const businesses: Migration = {
  number: 5,
  name: 'businesses',
  statements: [
    `CREATE TABLE businesses (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       document TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       date_deleted BIGINT,
       PRIMARY KEY (location_id, id)
     )`,
    'CREATE INDEX businesses_by_id ON businesses (id)',
    "ALTER TABLE locations ADD COLUMN profile TEXT NOT NULL DEFAULT '{}'",
    'ALTER TABLE locations ADD COLUMN email_folded TEXT',
    'ALTER TABLE locations ADD COLUMN date_deleted BIGINT',
    "ALTER TABLE users ADD COLUMN profile TEXT NOT NULL DEFAULT '{}'",
    `CREATE TABLE custom_field_folders (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       name TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       PRIMARY KEY (location_id, id)
     )`,
    `CREATE TABLE tag_changes (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       name TEXT NOT NULL,
       new_name TEXT,
       date_added BIGINT NOT NULL,
       PRIMARY KEY (location_id, id)
     )`,
    // Used by the deletion of a location.
    'CREATE INDEX documents_by_location ON documents (location_id)',
  ],
}
