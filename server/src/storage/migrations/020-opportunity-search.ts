import type { Migration } from './migration.ts'

/** The search index of opportunities, like that of contacts. No database has opportunities yet. */
export const opportunitySearch: Migration = {
  number: 20,
  name: 'opportunity-search',
  statements: [
    `CREATE TABLE opportunity_search_indexes (
       location_id TEXT PRIMARY KEY,
       version BIGINT NOT NULL,
       taken BIGINT NOT NULL
     )`,
    `CREATE TABLE opportunity_search_segments (
       location_id TEXT NOT NULL,
       segment_id TEXT NOT NULL,
       row_count INTEGER NOT NULL,
       size_bytes BIGINT NOT NULL,
       outdated BLOB NOT NULL,
       PRIMARY KEY (location_id, segment_id)
     )`,
    `CREATE TABLE opportunity_search_columns (
       location_id TEXT NOT NULL,
       segment_id TEXT NOT NULL,
       name TEXT NOT NULL,
       content BLOB NOT NULL,
       PRIMARY KEY (location_id, segment_id, name)
     )`,
  ],
}
