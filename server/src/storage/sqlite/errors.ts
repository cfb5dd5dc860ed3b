import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { StorageUnavailableError } from '../storage.ts'

/** Default time limit of the wait for a locked database. */
export const defaultBusyTimeMs = 5_000
const longestDelayMs = 20

/**
 * Failures of the machine, not of the statement: a full disk, a broken disk, too many open files, no memory, an
 * overwritten file.
 */
const machineFailure = /^SQLITE_(FULL|IOERR|CANTOPEN|NOMEM|READONLY|PROTOCOL|CORRUPT|NOTADB)/

/** SQLite's own code, such as `SQLITE_BUSY_RECOVERY`, or undefined for any other error. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof Database.SqliteError ? error.code : undefined
}

/** Whether another connection holds the lock, so the attempt can be repeated. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error) ?? '')
}

/** Whether SQLite failed for a reason outside of the statement, so a later attempt may succeed. */
export function isUnavailable(error: unknown): boolean {
  return isBusy(error) || machineFailure.test(sqliteCode(error) ?? '')
}

/** Converts a failure outside of the statement to the port's error; returns any other error unchanged. */
export function portError(error: unknown): unknown {
  if (!isUnavailable(error)) return error
  const message = `The database is unavailable (${sqliteCode(error)}).`
  return new StorageUnavailableError(message, { cause: error })
}

/**
 * Retries until no other process holds the lock, and keeps the event loop free between the attempts: SQLite's own
 * busy_timeout would block the whole process.
 * @throws StorageUnavailableError after that time; any other error of `attempt` unchanged.
 */
export async function retryWhileBusy<T>(attempt: () => T, busyTimeMs = defaultBusyTimeMs): Promise<T> {
  let waitedMs = 0
  for (let delayMs = 1; ; delayMs = Math.min(delayMs + 1, longestDelayMs)) {
    try {
      return attempt()
    } catch (error) {
      if (!isBusy(error)) throw error
      if (waitedMs >= busyTimeMs) throw portError(error)
    }
    await sleep(delayMs)
    waitedMs += delayMs
  }
}

/**
 * Runs a read at once, and again while another process holds the lock.
 * @returns a promise that is settled already, unless the database is locked.
 */
export function readUnlessBusy<T>(execute: () => T): Promise<T> {
  try {
    return Promise.resolve(execute())
  } catch (error) {
    if (!isBusy(error)) return Promise.reject(portError(error))
    return retryWhileBusy(execute).catch((last: unknown) => {
      throw portError(last)
    })
  }
}
