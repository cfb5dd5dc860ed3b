import { engineStatement } from '../statement.ts'
import type { Footprint } from './sql/footprint.ts'

/**
 * The tables whose rows nobody caches across requests. A change of any other, a token, an app, a location,
 * raises the stamp, in the same transaction.
 */
const uncached = new Set([
  'contacts',
  'contact_changes',
  'contact_addresses',
  'notes',
  'tasks',
  'appointments',
  'campaign_contacts',
  'workflow_contacts',
  'tag_changes',
  'documents',
  'document_chunks',
  'search_indexes',
  'search_segments',
  'search_columns',
  'authorization_codes',
  'refresh_tokens',
  'sign_in_sessions',
  'audit_events',
])

export const changeStampSchema = [
  'CREATE TABLE IF NOT EXISTS change_stamp (id BIGINT PRIMARY KEY, value BIGINT NOT NULL)',
  'INSERT INTO change_stamp (id, value) VALUES (1, 1) ON CONFLICT (id) DO NOTHING',
]

export const readChangeStamp = engineStatement<Record<string, never>, { value: number }>(
  'read-change-stamp',
  'SELECT value FROM change_stamp WHERE id = 1',
)

export const raiseChangeStamp = 'UPDATE change_stamp SET value = value + 1 WHERE id = 1'

/** Whether a statement changes what others may have cached. */
export const tellsOfChange = ({ written }: Footprint): boolean =>
  written !== undefined && !uncached.has(written)
