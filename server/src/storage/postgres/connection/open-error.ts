import { withoutPassword } from '../../database-url.ts'
import { DatabaseOpenError } from '../../open-error.ts'
import { StorageUnavailableError } from '../../storage.ts'
import { isCertificateRefused, isConnectionLost, sqlState } from './errors.ts'

/**
 * Converts the reason why a database can't be opened to one sentence that says what to do; returns any other error
 * unchanged.
 */
export function openError(error: unknown, url: string): unknown {
  const cause = error instanceof StorageUnavailableError ? error.cause : error
  const place = withoutPassword(url)
  const refuse = (sentence: string) => new DatabaseOpenError(sentence, { cause })
  switch (sqlState(cause)) {
    case '28P01':
    case '28000':
      return refuse(`PostgreSQL rejects the user and password of ${place}: correct them.`)
    case '3D000':
      return refuse(`PostgreSQL has no such database (${place}): create it with createdb.`)
    case '42501':
      return refuse(`The user of ${place} may not create tables there: grant it CREATE on the schema.`)
    case '53300':
      return refuse(`PostgreSQL at ${place} has no connection left: raise its max_connections.`)
    case '57P03':
      return refuse(`PostgreSQL at ${place} is starting or stopping: try again in a moment.`)
    case '25006':
      return refuse(`PostgreSQL at ${place} accepts no writes (a standby?): name the primary.`)
  }
  if (cause instanceof Error && cause.message.includes('operation is not allowed on this node'))
    return refuse(`${place} is a worker of its cluster: name the coordinator.`)
  if (isCertificateRefused(cause)) {
    const { message } = cause as Error
    return refuse(
      `PostgreSQL at ${place} has a certificate that is not trusted (${message}): set sslrootcert to the file of its authority, and use the host name that it was issued for.`,
    )
  }
  if (cause instanceof Error && cause.message.includes('does not support SSL'))
    return refuse(`PostgreSQL at ${place} does not accept TLS: enable it there (ssl=on), or remove sslmode.`)
  if (!(error instanceof StorageUnavailableError) && !isConnectionLost(error)) return error
  const reason = cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : ''
  return refuse(`PostgreSQL can't be reached at ${place} (${reason}): start it, or correct the URL.`)
}
