import type { Migration } from './migration.ts'

/**
 * The fields by which a location's upserts and duplicate checks match, as JSON: a list of `email` and `phone`; null
 * for the default.
 */
export const uniqueIdentifiers: Migration = {
  number: 12,
  name: 'unique-identifiers',
  statements: ['ALTER TABLE locations ADD COLUMN contact_unique_identifiers TEXT'],
}
