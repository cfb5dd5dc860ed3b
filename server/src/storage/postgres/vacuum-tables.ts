import { onServer } from './inspect-server.ts'

/** The tables with something of contacts. */
const tables = [
  'contacts',
  'contact_addresses',
  'contact_changes',
  'notes',
  'tasks',
  'appointments',
  'opportunities',
  'opportunity_changes',
  'documents',
  'document_chunks',
  'search_columns',
  'opportunity_search_columns',
  'webhook_events',
  'webhook_deliveries',
  'location_tags',
  'recurring_tasks',
]

/**
 * Frees the space of deleted rows. Other work continues. Their bytes stay in the free space until it is used again.
 * @throws DatabaseOpenError if the server can't be reached.
 */
export const vacuumTables = (url: string): Promise<void> =>
  onServer(url, async (connection) => {
    for (const table of tables) await connection.query({ text: `VACUUM ${table}`, name: '', values: [] })
  })
