import { StorageUnavailableError } from '../../storage.ts'
import { isDatabaseError } from './driver.ts'

/** SQLSTATE codes of failures whose cause is the server or the network, not the statement. */
const unavailableStates =
  /^(08|53|57P|58)|^(57014|55P03|55000|55006|25006|25P02|25P03|25P04|3D000|28000|28P01|40001|40P01|XX000)$/
/**
 * Codes that the server sends before it ends a connection, including one with a transaction that was idle for too
 * long.
 */
const endingStates = /^(08|57P)|^(25P03|25P04)$/
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
])
/** Codes of OpenSSL and Node.js for a certificate that is not trusted. */
const certificateCodes = /^(ERR_TLS_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/
/** Errors of pg itself have no code, only these messages. */
const lostConnection =
  /Connection terminated|connection error|Client was closed|timeout exceeded when trying to connect|Query read timeout|timeout expired|not queryable/i

/** The SQLSTATE code of a PostgreSQL error, or undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  return isDatabaseError(error) ? error.code : undefined
}

/** Whether the server presented a certificate that is not trusted. */
export const isCertificateRefused = (error: unknown): boolean =>
  error instanceof Error && certificateCodes.test(String((error as NodeJS.ErrnoException).code))

/**
 * Whether the transaction lost a serialization conflict or a deadlock. It may succeed when it is run again from the
 * start.
 */
export function isSerializationFailure(error: unknown): boolean {
  return sqlState(error) === '40001' || sqlState(error) === '40P01'
}

/** Whether a statement was refused because an earlier one in its transaction failed. */
export const isInFailedTransaction = (error: unknown): boolean => sqlState(error) === '25P02'

/**
 * Whether the connection is gone, along with everything that was not committed. A server that ends a session says so
 * with the severity FATAL. With ERROR, the session goes on, and the code is about a connection of the server's own: to
 * another server that it asked for the rows.
 */
export function isConnectionLost(error: unknown): boolean {
  if (isDatabaseError(error)) return endingStates.test(error.code ?? '') && error.severity !== 'ERROR'
  // The port's own error reports a loss that has already been handled.
  if (!(error instanceof Error) || error instanceof StorageUnavailableError) return false
  return networkCodes.has(String((error as NodeJS.ErrnoException).code)) || lostConnection.test(error.message)
}

/** The message that pg uses. */
const timeoutMessage = 'Query read timeout'

/** Whether the connection was abandoned because no answer came in time. A retry would exceed the time limit. */
export const isTimeout = (error: unknown): boolean =>
  error instanceof Error && error.message === timeoutMessage

/** The error of a statement whose connection was abandoned. */
export const timeoutError = (cause: unknown): unknown =>
  isTimeout(cause) ? cause : new Error(timeoutMessage, { cause })

/** Whether PostgreSQL failed for a reason outside of the statement, so a later attempt may succeed. */
export function isUnavailable(error: unknown): boolean {
  return (
    isConnectionLost(error) || isCertificateRefused(error) || unavailableStates.test(sqlState(error) ?? '')
  )
}

/** The SQLSTATE of a column that does not exist. */
const undefinedColumn = '42703'

export const distributedSince =
  'The database was distributed while this server had it open: restart the server.'

/** Whether a write found the database distributed, which this process opened before: see `location-versions.ts`. */
const isDistributedSince = (error: unknown): boolean =>
  sqlState(error) === undefinedColumn && /\bmark\b/.test((error as Error).message)

/** Converts a failure outside of the statement to the port's error; returns any other error unchanged. */
export function portError(error: unknown): unknown {
  if (isDistributedSince(error)) return new StorageUnavailableError(distributedSince, { cause: error })
  if (error instanceof StorageUnavailableError || !isUnavailable(error)) return error
  const reason = sqlState(error) ?? (error as NodeJS.ErrnoException).code ?? (error as Error).message
  return new StorageUnavailableError(`The database is unavailable (${reason}).`, { cause: error })
}

/**
 * The error of a COMMIT that was answered with an error, or not at all: whether it took effect is unknown, so the write
 * must not be repeated. A server that keeps rows on other servers may report the failure of one although it has
 * committed there.
 */
export function unknownOutcome(error: unknown): StorageUnavailableError {
  const known = portError(error)
  if (known instanceof StorageUnavailableError) return known
  const reason = sqlState(error) ?? (error as Error).message
  return new StorageUnavailableError(`The database failed to commit (${reason}).`, { cause: error })
}
