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

/** Begins a transaction of a copy, without time limits. */
export const takeTime =
  'SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = 5000'
