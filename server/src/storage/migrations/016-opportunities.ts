import type { Migration } from './migration.ts'

/** Pipelines with their stages, lost reasons, opportunities, and the changes of opportunities for their index. */
export const opportunities: Migration = {
  number: 16,
  name: 'opportunities',
  statements: [
    `CREATE TABLE pipelines (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       document TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       PRIMARY KEY (location_id, id)
     )`,
    'CREATE INDEX pipelines_in_order ON pipelines (location_id, date_added, id)',
    `CREATE TABLE lost_reasons (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       name TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       PRIMARY KEY (location_id, id)
     )`,
    'CREATE INDEX lost_reasons_in_order ON lost_reasons (location_id, date_added, id)',
    `CREATE TABLE opportunities (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       contact_id TEXT NOT NULL,
       pipeline_id TEXT NOT NULL,
       pipeline_stage_id TEXT NOT NULL,
       status TEXT NOT NULL,
       date_added BIGINT NOT NULL,
       size BIGINT NOT NULL,
       document TEXT NOT NULL,
       PRIMARY KEY (location_id, id)
     )`,
    'CREATE INDEX opportunities_by_id ON opportunities (id)',
    // Neither stage nor status: moving an opportunity rewrites no index entry.
    'CREATE INDEX opportunities_of_contact ON opportunities (location_id, contact_id, pipeline_id, id)',
    `CREATE TABLE opportunity_changes (
       sequence INTEGER PRIMARY KEY AUTOINCREMENT,
       location_id TEXT NOT NULL,
       opportunity_id TEXT NOT NULL
     )`,
    'CREATE UNIQUE INDEX opportunity_changes_by_location ON opportunity_changes (location_id, sequence)',
  ],
}
