import type { Migration } from './migration.ts'

/** Recurring tasks. The next occurrence is in milliseconds since 1970, and null if there is none. */
export const recurringTasks: Migration = {
  number: 21,
  name: 'recurring-tasks',
  statements: [
    `CREATE TABLE recurring_tasks (
       location_id TEXT NOT NULL REFERENCES locations (id),
       id TEXT NOT NULL,
       next_due BIGINT,
       document TEXT NOT NULL,
       PRIMARY KEY (location_id, id)
     )`,
    'CREATE INDEX recurring_tasks_by_next_due ON recurring_tasks (next_due, location_id, id)',
  ],
}
