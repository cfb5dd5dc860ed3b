import type { ClientConfig } from 'pg'

/** How a database is reached. */
export interface PostgresPlace {
  /** `postgres://user:password@host:port/database`, with `sslmode` and the like behind a question mark. */
  url: string
  /** The same database without the pooler that `url` leads to, for what needs a session of its own. */
  directUrl?: string | undefined
}

const connectTimeoutMs = 5_000
/** Longer than any statement may take that is asked in a transaction: see `writerLimits`. */
const answerTimeoutMs = 60_000

/**
 * What pg connects with. Nothing is set in the session, since a pooler would hand it on to others: a
 * statement's time is bounded here, and in each transaction.
 */
export const connectionSettings = (url: string): ClientConfig => ({
  connectionString: withCheckedCertificate(url),
  application_name: 'contactd',
  connectionTimeoutMillis: connectTimeoutMs,
  query_timeout: answerTimeoutMs,
  keepAlive: true,
})

/**
 * pg checks the server's certificate and its name in each of these modes, warns, and says that it will check less
 * one day. It is asked for what it does now by the name that stays. `no-verify` is the one that checks nothing.
 */
function withCheckedCertificate(url: string): string {
  if (/[?&]uselibpqcompat=true\b/.test(url)) return url
  return url.replace(/([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/, '$1verify-full')
}
