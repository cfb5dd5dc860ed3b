import type { Migration } from './migration.ts'

/**
 * Indexes the changes by location. Changes of several locations may be committed in another order than their numbers,
 * so a reader follows the log for each location. Each index stores the number up to which its segments have the
 * changes, so a process does not ingest again what another is about to delete.
 */
export const changesByLocation: Migration = {
  number: 7,
  name: 'changes-by-location',
  statements: [
    'CREATE UNIQUE INDEX contact_changes_by_location ON contact_changes (location_id, sequence)',
    'ALTER TABLE search_indexes ADD COLUMN taken BIGINT NOT NULL DEFAULT 0',
  ],
}
