import type { Footprint } from '../footprint.ts'
import { engineStatement } from '../statement.ts'
import { uncachedTables } from '../uncached-tables.ts'

export const changeStampSchema = [
  'CREATE TABLE IF NOT EXISTS change_stamp (id BIGINT PRIMARY KEY, value BIGINT NOT NULL)',
  'INSERT INTO change_stamp (id, value) VALUES (1, 1) ON CONFLICT (id) DO NOTHING',
]

export const readChangeStamp = engineStatement<Record<string, never>, { value: number }>(
  'read-change-stamp',
  'SELECT value FROM change_stamp WHERE id = 1',
)

export const raiseChangeStamp = 'UPDATE change_stamp SET value = value + 1 WHERE id = 1'

/**
 * Whether a statement changes what others may have cached, a token, an app, a location: it raises the stamp, in
 * the same transaction.
 */
export const tellsOfChange = ({ written }: Footprint): boolean =>
  written !== undefined && !uncachedTables.has(written)
