import type { Migration } from './migration.ts'

/**
 * The ids of deleted contacts, stored for a while: Get Contact answers differently for them than for an unknown id.
 */
export const deletedContacts: Migration = {
  number: 11,
  name: 'deleted-contacts',
  statements: [
    `CREATE TABLE deleted_contacts (
       location_id TEXT NOT NULL,
       contact_id TEXT NOT NULL,
       date_deleted BIGINT NOT NULL,
       PRIMARY KEY (location_id, contact_id)
     )`,
    'CREATE INDEX deleted_contacts_by_date ON deleted_contacts (location_id, date_deleted, contact_id)',
    'CREATE INDEX deleted_contacts_by_contact ON deleted_contacts (contact_id)',
  ],
}
