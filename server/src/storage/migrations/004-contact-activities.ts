import type { Migration } from './migration.ts'

/** The sub-resources of a contact: a document each, found by the contact, newest first. */
const recordTable = (table: string) => [
  `CREATE TABLE ${table} (
     location_id TEXT NOT NULL REFERENCES locations (id),
     contact_id TEXT NOT NULL,
     id TEXT NOT NULL,
     sort_time BIGINT NOT NULL,
     size BIGINT NOT NULL,
     document TEXT NOT NULL,
     PRIMARY KEY (location_id, contact_id, id)
   )`,
  // Includes the size, so the size limit of a contact's records is checked from the index alone.
  `CREATE INDEX ${table}_of_contact ON ${table} (location_id, contact_id, sort_time, id, size)`,
]

const automationTable = (table: string) => `CREATE TABLE ${table} (
   location_id TEXT NOT NULL REFERENCES locations (id),
   id TEXT NOT NULL,
   name TEXT NOT NULL,
   status TEXT NOT NULL,
   date_added BIGINT NOT NULL,
   PRIMARY KEY (location_id, id)
 )`

/** Notes, tasks, appointments, and contacts' memberships in campaigns and workflows. */
export const contactActivities: Migration = {
  number: 4,
  name: 'contact-activities',
  statements: [
    ...recordTable('notes'),
    ...recordTable('tasks'),
    ...recordTable('appointments'),
    'CREATE INDEX appointments_by_time ON appointments (location_id, sort_time, id)',
    automationTable('campaigns'),
    automationTable('workflows'),
    `CREATE TABLE campaign_contacts (
       location_id TEXT NOT NULL REFERENCES locations (id),
       contact_id TEXT NOT NULL,
       campaign_id TEXT NOT NULL,
       status TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       date_updated BIGINT NOT NULL,
       PRIMARY KEY (location_id, contact_id, campaign_id)
     )`,
    `CREATE TABLE workflow_contacts (
       location_id TEXT NOT NULL REFERENCES locations (id),
       contact_id TEXT NOT NULL,
       workflow_id TEXT NOT NULL,
       status TEXT NOT NULL,
       event_start_time BIGINT,
       date_added BIGINT NOT NULL,
       date_updated BIGINT NOT NULL,
       PRIMARY KEY (location_id, contact_id, workflow_id)
     )`,
  ],
}
