import type { Connection } from '../connection/connection.ts'
import { connectionSettings } from '../connection/connection-settings.ts'
import { openError } from '../connection/open-error.ts'
import { Session } from '../connection/session.ts'

/** One connection for the duration of a copy. */
export interface CopySession {
  connection: Connection
  close(): Promise<void>
}

/**
 * Connects without short timeouts: a copy counts whole tables and checks references.
 * @throws DatabaseOpenError
 */
export async function openCopySession(url: string): Promise<CopySession> {
  const settings = { ...connectionSettings(url), application_name: 'contactd copy', query_timeout: 0 }
  // Uses no named statements, so a pooler may be in between.
  const session = new Session(settings, false)
  try {
    return { connection: await session.connection(), close: () => session.close() }
  } catch (error) {
    throw openError(error, url)
  }
}

const withoutTimeLimits = [
  'SET LOCAL statement_timeout = 0',
  'SET LOCAL idle_in_transaction_session_timeout = 0',
  'SET LOCAL lock_timeout = 5000',
]

/**
 * Begins a transaction of a copy, without time limits. Each setting is a message of its own, as in `mark-locks.ts`.
 * @param mode of the transaction: `READ WRITE`.
 * @param settings further ones.
 */
export async function beginCopy(connection: Connection, mode: string, ...settings: string[]): Promise<void> {
  const { copying } = connection.layout
  for (const sql of [`BEGIN ${mode}`, ...copying.settings, ...withoutTimeLimits, ...settings])
    await connection.control(sql)
}
