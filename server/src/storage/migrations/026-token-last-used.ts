import type { Migration } from './migration.ts'

/** When each private integration token was last used, to the hour. */
export const tokenLastUsed: Migration = {
  number: 26,
  name: 'token-last-used',
  statements: ['ALTER TABLE tokens ADD COLUMN date_last_used BIGINT'],
}
