import type { Migration } from './migration.ts'

/** What is kept beside a SQLite file, for databases that are no file: the secret key, the demo's token. */
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
