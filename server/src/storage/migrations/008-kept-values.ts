import type { Migration } from './migration.ts'

/**
 * The values that a SQLite database keeps in sidecar files (the secret key, the demo's token), for databases without
 * a file.
 */
export const keptValues: Migration = {
  number: 8,
  name: 'kept-values',
  statements: [
    `CREATE TABLE kept_values (
       name TEXT PRIMARY KEY,
       content TEXT NOT NULL
     )`,
  ],
}
