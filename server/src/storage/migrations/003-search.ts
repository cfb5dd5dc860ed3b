import type { Migration } from './migration.ts'

/**
 * The search index: the changes of contacts that it has not ingested yet, in the order of their commits, and its
 * segments. A segment is a set of immutable columns, and the set of its contacts that are out of date.
 */
export const search: Migration = {
  number: 3,
  name: 'search',
  statements: [
    `CREATE TABLE contact_changes (
       sequence INTEGER PRIMARY KEY AUTOINCREMENT,
       location_id TEXT NOT NULL,
       contact_id TEXT NOT NULL
     )`,
    `INSERT INTO contact_changes (location_id, contact_id)
     SELECT location_id, id FROM contacts ORDER BY date_added, id`,
    `CREATE TABLE search_indexes (
       location_id TEXT PRIMARY KEY,
       version BIGINT NOT NULL
     )`,
    `CREATE TABLE search_segments (
       location_id TEXT NOT NULL,
       segment_id TEXT NOT NULL,
       contacts INTEGER NOT NULL,
       size_bytes BIGINT NOT NULL,
       outdated BLOB NOT NULL,
       PRIMARY KEY (location_id, segment_id)
     )`,
    `CREATE TABLE search_columns (
       location_id TEXT NOT NULL,
       segment_id TEXT NOT NULL,
       name TEXT NOT NULL,
       content BLOB NOT NULL,
       PRIMARY KEY (location_id, segment_id, name)
     )`,
  ],
}
