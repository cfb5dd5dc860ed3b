import { type Statement, statement } from '../storage/statement.ts'

/** How to delete a location's rows from a table, in key order. */
interface Emptying {
  /** The bytes of the first rows, for tables with large rows. */
  weigh?: Statement<{ locationId: string; limit: number }, { bytes: number }>
  take: Statement<{ locationId: string; limit: number }, never>
}

const nameOf = (table: string) => table.replaceAll('_', '-')

/** @param keys the columns after the location in a unique index of the table, or in one that includes its key. */
const emptying = (table: string, ...keys: readonly [string, ...string[]]): Emptying => {
  const list = keys.join(', ')
  return {
    take: statement(
      `empty-${nameOf(table)}`,
      `DELETE FROM ${table} WHERE location_id = :locationId AND (${list}) IN (
         SELECT ${list} FROM ${table} WHERE location_id = :locationId ORDER BY ${list} LIMIT :limit)`,
    ),
  }
}

/** For rows with a document. */
const emptyingOfDocuments = (table: string, ...keys: readonly [string, ...string[]]): Emptying => ({
  ...emptying(table, ...keys),
  weigh: statement(
    `weigh-first-${nameOf(table)}`,
    `SELECT octet_length(document) AS "bytes" FROM ${table} WHERE location_id = :locationId
     ORDER BY ${keys.join(', ')} LIMIT :limit`,
  ),
})

/** Ordered by time, not by id. Such rows are adjacent in the file, so a write touches a fifth of the pages. */
const keysOfRecords = ['contact_id', 'sort_time', 'id'] as const

/**
 * The tables with many rows per location. A table comes before the tables that it refers to. A test fails if a table
 * is missing.
 */
export const emptyings: readonly Emptying[] = [
  emptyingOfDocuments('notes', ...keysOfRecords),
  emptyingOfDocuments('tasks', ...keysOfRecords),
  emptyingOfDocuments('appointments', ...keysOfRecords),
  emptying('campaign_contacts', 'contact_id', 'campaign_id'),
  emptying('workflow_contacts', 'contact_id', 'workflow_id'),
  emptyingOfDocuments('opportunities', 'id'),
  emptyingOfDocuments('pipelines', 'id'),
  emptying('lost_reasons', 'id'),
  emptyingOfDocuments('recurring_tasks', 'id'),
  emptying('campaigns', 'id'),
  emptying('workflows', 'id'),
  emptying('contact_addresses', 'contact_id', 'kind', 'value'),
  emptying('document_references', 'document_id', 'contact_id'),
  emptyingOfDocuments('contacts', 'id'),
  emptyingOfDocuments('custom_fields', 'id'),
  emptyingOfDocuments('custom_values', 'id'),
  emptyingOfDocuments('templates', 'id'),
  emptying('deleted_contacts', 'contact_id'),
  emptying('contact_deletions', 'contact_id'),
  emptying('custom_field_folders', 'id'),
  emptying('location_tags', 'name'),
  emptying('tag_changes', 'id'),
  emptyingOfDocuments('businesses', 'id'),
  emptying('webhook_deliveries', 'webhook_id', 'sequence'),
  emptyingOfDocuments('webhook_events', 'sequence'),
  emptying('webhook_progress', 'webhook_id'),
  emptying('webhook_listeners', 'webhook_id'),
  emptying('webhooks', 'id'),
  emptying('request_minutes', 'minute'),
  emptying('location_users', 'user_id'),
  emptying('contact_changes', 'sequence'),
  emptying('opportunity_changes', 'sequence'),
  emptying('search_segments', 'segment_id'),
  emptying('opportunity_search_segments', 'segment_id'),
]

const ofLocation = (name: string, sql: string) => statement<{ locationId: string }>(name, sql)

/** Deletes one column of a search index: it may be large. */
const deletingColumn = (table: string) =>
  ofLocation(
    `empty-${nameOf(table)}`,
    `DELETE FROM ${table} WHERE location_id = :locationId AND (segment_id, name) IN (
       SELECT segment_id, name FROM ${table} WHERE location_id = :locationId
       ORDER BY segment_id, name LIMIT 1)`,
  )

/** One for each search index. */
export const deleteSearchColumns: readonly Statement<{ locationId: string }, never>[] = [
  deletingColumn('search_columns'),
  deletingColumn('opportunity_search_columns'),
]

/** The few other rows of a location. They are deleted in the same transaction as the location. */
export const lastRows: readonly Statement<{ locationId: string }, never>[] = [
  ofLocation('delete-search-index-of-location', 'DELETE FROM search_indexes WHERE location_id = :locationId'),
  ofLocation(
    'delete-opportunity-search-index-of-location',
    'DELETE FROM opportunity_search_indexes WHERE location_id = :locationId',
  ),
  ofLocation(
    'delete-document-bytes-of-location',
    'DELETE FROM document_bytes WHERE location_id = :locationId',
  ),
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
