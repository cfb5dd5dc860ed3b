import type { Migration } from './migration.ts'

/** How many requests each location had in a minute, and how long they took: for the last days, minutes without any left out. */
export const requestMinutes: Migration = {
  number: 25,
  name: 'request-minutes',
  statements: [
    `CREATE TABLE request_minutes (
       location_id TEXT NOT NULL,
       minute BIGINT NOT NULL,
       requests INTEGER NOT NULL,
       refused INTEGER NOT NULL,
       failed INTEGER NOT NULL,
       durations TEXT NOT NULL,
       PRIMARY KEY (location_id, minute)
     )`,
  ],
}
