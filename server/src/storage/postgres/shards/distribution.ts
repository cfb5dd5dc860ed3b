import { lastOfSequence } from '../copy/copy-layout.ts'

/**
 * Where the rows of a table are in a database that Citus distributes.
 * - `location`: in the shard of their location. All tables of this kind are in the same shards, so what belongs to
 *   one location is on one worker.
 * - `document`: in the shard of their document, because the URL of a document names no location.
 * - `id`: in the shard of an id, because a request may give one without a location.
 * - `reference`: on every node. Reads are local everywhere, and a write needs every worker.
 * - `coordinator`: only on the coordinator, because no statement on a worker needs them.
 */
export type Distribution = 'location' | 'document' | 'id' | 'reference' | 'coordinator'

/**
 * The distribution of every table, referenced tables before those that refer to them. Unique keys must contain the
 * distribution column, and foreign keys must refer to reference tables or stay in one shard.
 */
export const distributions: Readonly<Record<string, Distribution>> = {
  migrations: 'reference',
  kept_values: 'reference',
  signing_keys: 'reference',
  // The token check of every request reads these.
  change_stamp: 'reference',
  companies: 'reference',
  locations: 'reference',
  users: 'reference',
  location_users: 'reference',
  apps: 'reference',
  installations: 'reference',
  grants: 'reference',
  tokens: 'reference',

  location_marks: 'location',
  contacts: 'location',
  contact_addresses: 'location',
  contact_changes: 'location',
  contact_deletions: 'location',
  deleted_contacts: 'location',
  notes: 'location',
  tasks: 'location',
  recurring_tasks: 'location',
  appointments: 'location',
  campaigns: 'location',
  campaign_contacts: 'location',
  workflows: 'location',
  workflow_contacts: 'location',
  custom_fields: 'location',
  custom_field_folders: 'location',
  custom_values: 'location',
  location_tags: 'location',
  tag_changes: 'location',
  templates: 'location',
  businesses: 'location',
  pipelines: 'location',
  lost_reasons: 'location',
  opportunities: 'location',
  opportunity_changes: 'location',
  document_references: 'location',
  document_bytes: 'location',
  search_indexes: 'location',
  search_segments: 'location',
  search_columns: 'location',
  opportunity_search_indexes: 'location',
  opportunity_search_segments: 'location',
  opportunity_search_columns: 'location',
  webhooks: 'location',
  webhook_progress: 'location',
  webhook_listeners: 'location',
  webhook_events: 'location',
  webhook_deliveries: 'location',
  request_minutes: 'location',

  documents: 'document',
  document_chunks: 'document',

  // Written too often for every worker to take part.
  authorization_codes: 'coordinator',
  refresh_tokens: 'coordinator',
  sign_in_sessions: 'coordinator',
  audit_events: 'coordinator',
  window_counts: 'coordinator',
}

/**
 * The tables whose rows the database numbers across locations. In shards, their key is the location and the number;
 * the index on both, `…_by_location`, is then the key itself.
 */
export const numberedTables: readonly string[] = ['contact_changes', 'opportunity_changes', 'webhook_events']

/** The highest number that any of them has given, also to rows that are deleted by now, as an expression. */
export const highestNumber = `GREATEST(${numberedTables
  .map((table) => `COALESCE(${lastOfSequence(table)}, 0)`)
  .join(', ')})`

/**
 * The tables that only a distributed database has. `everywhere` counts the writes that belong to no location (row 1),
 * and those of credentials (row 2). `id_places` has the locations of ids that a request may give without one.
 */
export const shardTables: Readonly<Record<string, Distribution>> = {
  everywhere: 'reference',
  id_places: 'id',
}

/** The column whose value decides the shard of a row; undefined if the table has no shards. */
export function shardColumn(table: string): string | undefined {
  const distribution = distributions[table] ?? shardTables[table]
  if (distribution === 'location') return 'location_id'
  if (distribution === 'document') return table === 'documents' ? 'id' : 'document_id'
  if (distribution === 'id') return 'id'
  return undefined
}
