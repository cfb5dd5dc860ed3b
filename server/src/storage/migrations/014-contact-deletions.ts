import type { Migration } from './migration.ts'

/** Deleted contacts that still have notes, tasks or other sub-resources. */
export const contactDeletions: Migration = {
  number: 14,
  name: 'contact-deletions',
  statements: [
    `CREATE TABLE contact_deletions (
       location_id TEXT NOT NULL,
       contact_id TEXT NOT NULL,
       PRIMARY KEY (location_id, contact_id)
     )`,
  ],
}
