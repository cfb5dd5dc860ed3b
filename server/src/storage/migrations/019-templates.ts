import type { Migration } from './migration.ts'

/** The templates of a location. Deleted ones stay, since the list can return them. */
export const templates: Migration = {
  number: 19,
  name: 'templates',
  statements: [
    `CREATE TABLE templates (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       type TEXT NOT NULL,
       document TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       deleted INTEGER NOT NULL,
       PRIMARY KEY (location_id, id)
     )`,
    'CREATE INDEX templates_in_order ON templates (location_id, deleted, date_added, id)',
  ],
}
