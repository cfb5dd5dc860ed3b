import type { AccessSet } from '../access-set.ts'
import { engineStatement } from '../statement.ts'
import { tablesWithoutAccess } from '../uncached-tables.ts'

export const changeStampSchema = [
  'CREATE TABLE IF NOT EXISTS change_stamp (id BIGINT PRIMARY KEY, value BIGINT NOT NULL)',
  'INSERT INTO change_stamp (id, value) VALUES (1, 1) ON CONFLICT (id) DO NOTHING',
]

export const readChangeStamp = engineStatement<Record<string, never>, { value: number }>(
  'read-change-stamp',
  'SELECT value FROM change_stamp WHERE id = 1',
)

export const incrementChangeStamp = 'UPDATE change_stamp SET value = value + 1 WHERE id = 1'

/**
 * Whether a statement changes rows that the token check may have cached (a token, an app, a location). Such a
 * statement increments the change stamp in its own transaction. New tags are excluded: when they incremented the
 * stamp, every request had to look its token up again.
 */
export const invalidatesCaches = ({ isRead, written }: AccessSet): boolean =>
  !isRead && !tablesWithoutAccess.has(written ?? '')
