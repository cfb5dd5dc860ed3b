import type { Migration } from './migration.ts'

/**
 * The changes of one location in their order. Those of several may be committed in another order than that of
 * their numbers: whoever follows the log follows it location by location. Each index knows up to which number
 * its segments have them: nobody takes in again what another process is about to delete.
 */
export const changesByLocation: Migration = {
  number: 7,
  name: 'changes-by-location',
  statements: [
    'CREATE UNIQUE INDEX contact_changes_by_location ON contact_changes (location_id, sequence)',
    'ALTER TABLE search_indexes ADD COLUMN taken BIGINT NOT NULL DEFAULT 0',
  ],
}
