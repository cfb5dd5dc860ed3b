import type { ClientConfig } from 'pg'
import { serverUrls } from '../../database-url.ts'
import { StorageUnavailableError } from '../../storage.ts'

/** The URLs of a database. */
export interface PostgresPlace {
  /** `postgres://user:password@host:port/database`, with options such as `sslmode` after a question mark. */
  url: string
  /** The same database without the pooler that `url` leads to, for operations that need their own session. */
  directUrl?: string | undefined
}

const connectTimeoutMs = 5_000
/** For commands, where no client waits for a response. */
const answerTimeoutMs = 60_000
/** Total time limit of a read, a write or a count, including the wait for a connection and for locks. */
export const operationTimeMs = 10_000

/**
 * Time limit of reading the change stamp. It is read before an operation that has its own `operationTimeMs`, and may
 * queue behind stalled reads: a client waits for the sum of both.
 */
export const changeStampTimeMs = 2_000

/**
 * The settings that pg connects with; `Session` chooses among several servers. The session is not configured, because
 * a pooler would pass its settings on to other clients: time limits are set here for a statement, and in each
 * transaction.
 */
export const connectionSettings = (url: string): ClientConfig => ({
  connectionString: serverUrls(url).map(withCheckedCertificate).join(),
  application_name: 'contactd',
  connectionTimeoutMillis: connectTimeoutMs,
  query_timeout: answerTimeoutMs,
  keepAlive: true,
})

/**
 * In each of these modes pg checks the server's certificate and host name, and warns that a future version will check
 * less. This asks for today's behaviour by the mode name that will not change. Only `no-verify` checks nothing.
 */
function withCheckedCertificate(url: string): string {
  if (/[?&]uselibpqcompat=true\b/.test(url)) return url
  return url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full')
}

/** The same for a server, whose clients wait no longer than `operationTimeMs`. */
export const servingSettings = (url: string): ClientConfig => ({
  ...connectionSettings(url),
  query_timeout: operationTimeMs,
})

/** The error of an operation that exceeded its time limit. */
export const operationTimeout = (timeMs = operationTimeMs): StorageUnavailableError =>
  new StorageUnavailableError(`The database has not answered for ${timeMs / 1000} seconds.`)
