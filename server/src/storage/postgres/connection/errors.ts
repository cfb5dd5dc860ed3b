import { DatabaseError } from 'pg'
import { StorageUnavailableError } from '../../storage.ts'

/** What the server, or the way to it, fails with for a reason outside of the statement. */
const unavailableStates =
  /^(08|53|57P|58)|^(57014|55P03|55006|25006|25P02|25P03|25P04|3D000|28000|28P01|40001|40P01|XX000)$/
/** What the server says before it ends a connection: also of a transaction that was idle for too long. */
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
/** What OpenSSL and Node.js say of a certificate that is not to be trusted. */
const certificateCodes = /^(ERR_TLS_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_)/
/** Errors that pg makes by itself have no code, only these words. */
const lostConnection =
  /Connection terminated|connection error|Client was closed|timeout exceeded when trying to connect|Query read timeout|timeout expired|not queryable/i

/** PostgreSQL's own code of five characters, or undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined
}

/** Whether the server has shown a certificate that is not to be trusted. */
export const isCertificateRefused = (error: unknown): boolean =>
  error instanceof Error && certificateCodes.test(String((error as NodeJS.ErrnoException).code))

/** Whether the transaction fell behind another, and may succeed when it is run again from its start. */
export function isOvertaken(error: unknown): boolean {
  return sqlState(error) === '40001' || sqlState(error) === '40P01'
}

/** Whether the connection is gone, and with it all that was not committed. */
export function isConnectionLost(error: unknown): boolean {
  const state = sqlState(error)
  if (state !== undefined) return endingStates.test(state)
  // The port's own error tells what was lost, and is no loss any more that anybody could mend.
  if (!(error instanceof Error) || error instanceof StorageUnavailableError) return false
  return networkCodes.has(String((error as NodeJS.ErrnoException).code)) || lostConnection.test(error.message)
}

/** Whether the connection was given up since no answer came: it took so long that nothing is to be tried again. */
export const isOverdue = (error: unknown): boolean =>
  error instanceof Error && error.message === 'Query read timeout'

/** Whether PostgreSQL failed for a reason outside of the statement, so that it may succeed at another time. */
export function isUnavailable(error: unknown): boolean {
  return (
    isConnectionLost(error) || isCertificateRefused(error) || unavailableStates.test(sqlState(error) ?? '')
  )
}

/** The port's error for a failure outside of the statement; any other error as it is. */
export function portError(error: unknown): unknown {
  if (error instanceof StorageUnavailableError || !isUnavailable(error)) return error
  const reason = sqlState(error) ?? (error as NodeJS.ErrnoException).code ?? (error as Error).message
  return new StorageUnavailableError(`The database can't take the work now (${reason}).`, { cause: error })
}
