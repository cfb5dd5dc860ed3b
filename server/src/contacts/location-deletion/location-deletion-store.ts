import { type Statement, statement } from '../../storage/statement.ts'

type Emptying = Statement<{ locationId: string; limit: number }, never>

/** Takes some of the rows of a location: those whose key is among that of the first `limit`. */
const emptying = (table: string, key: string): Emptying =>
  statement(
    `empty-${table.replaceAll('_', '-')}`,
    `DELETE FROM ${table} WHERE location_id = :locationId AND ${key} IN (
       SELECT ${key} FROM ${table} WHERE location_id = :locationId ORDER BY ${key} LIMIT :limit)`,
  )

/**
 * All that a location has in great numbers, and the key that stands behind the location in the table's own.
 * What refers to something else stands before it. A test finds every table that is missing here.
 */
export const emptyings: readonly Emptying[] = [
  emptying('notes', 'contact_id'),
  emptying('tasks', 'contact_id'),
  emptying('appointments', 'contact_id'),
  emptying('campaign_contacts', 'contact_id'),
  emptying('workflow_contacts', 'contact_id'),
  emptying('campaigns', 'id'),
  emptying('workflows', 'id'),
  emptying('contact_addresses', 'contact_id'),
  emptying('contacts', 'id'),
  emptying('custom_fields', 'id'),
  emptying('custom_field_folders', 'id'),
  emptying('location_tags', 'name'),
  emptying('tag_changes', 'id'),
  emptying('businesses', 'id'),
  emptying('location_users', 'user_id'),
  emptying('contact_changes', 'sequence'),
  emptying('search_segments', 'segment_id'),
]

/** One column of the search index: it can be large. */
export const deleteSearchColumn = statement<{ locationId: string }>(
  'delete-search-column-of-location',
  `DELETE FROM search_columns WHERE location_id = :locationId AND (segment_id, name) IN (
     SELECT segment_id, name FROM search_columns WHERE location_id = :locationId
     ORDER BY segment_id, name LIMIT 1)`,
)

const ofLocation = (name: string, sql: string) => statement<{ locationId: string }>(name, sql)

/** What a location has in small numbers, for the transaction in which it goes itself. */
export const lastRows: readonly Statement<{ locationId: string }, never>[] = [
  ofLocation('delete-search-index-of-location', 'DELETE FROM search_indexes WHERE location_id = :locationId'),
  ofLocation('delete-tokens-of-location', 'DELETE FROM tokens WHERE location_id = :locationId'),
  ofLocation(
    'delete-refresh-tokens-of-location',
    `DELETE FROM refresh_tokens
     WHERE grant_id IN (SELECT id FROM grants WHERE location_id = :locationId)`,
  ),
  ofLocation(
    'delete-codes-of-location',
    `DELETE FROM authorization_codes
     WHERE installation_id IN (SELECT id FROM installations WHERE location_id = :locationId)`,
  ),
  ofLocation('delete-grants-of-location', 'DELETE FROM grants WHERE location_id = :locationId'),
  ofLocation('delete-installations-of-location', 'DELETE FROM installations WHERE location_id = :locationId'),
]
