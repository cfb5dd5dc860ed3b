import type { Connection } from '../connection/connection.ts'
import { connectionSettings } from '../connection/connection-settings.ts'
import { openError } from '../connection/open-error.ts'
import { Session } from '../connection/session.ts'

/** One connection, for as long as a copy takes. */
export interface CopySession {
  connection: Connection
  close(): Promise<void>
}

/**
 * Connects. Statements may take long: whole tables are counted, and references checked.
 * @throws DatabaseOpenError
 */
export async function openCopySession(url: string): Promise<CopySession> {
  const settings = { ...connectionSettings(url), application_name: 'contactd copy', query_timeout: 0 }
  // Nothing is prepared by name, so that it does not matter what stands between.
  const session = new Session(settings, false)
  try {
    return { connection: await session.connection(), close: () => session.close() }
  } catch (error) {
    throw openError(error, url)
  }
}

/** What a transaction of a copy begins with: it may take its time. */
export const takeTime =
  'SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = 5000'
