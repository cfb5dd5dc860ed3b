import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { StorageUnavailableError } from '../storage.ts'

/** How long a locked database is waited for, where nothing else is said. */
export const defaultBusyTimeMs = 5_000
const longestDelayMs = 20

/** Failures of the machine, not of the statement: no space, a broken disk, too many open files, no memory. */
const machineFailure = /^SQLITE_(FULL|IOERR|CANTOPEN|NOMEM|READONLY|PROTOCOL)/

/** SQLite's own code, such as `SQLITE_BUSY_RECOVERY`, or undefined for any other error. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof Database.SqliteError ? error.code : undefined
}

export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(sqliteCode(error) ?? '')
}

/** Whether SQLite failed for a reason outside the statement, so that it may succeed at another time. */
export function isUnavailable(error: unknown): boolean {
  return isBusy(error) || machineFailure.test(sqliteCode(error) ?? '')
}

/** The port's error for a failure outside the statement; any other error as it is. */
export function portError(error: unknown): unknown {
  if (!isUnavailable(error)) return error
  const message = `The database can't take the work now (${sqliteCode(error)}).`
  return new StorageUnavailableError(message, { cause: error })
}

/**
 * Tries until no other process holds the lock, and waits between the attempts with the event loop free:
 * SQLite's own busy_timeout would put the whole process to sleep.
 * @throws StorageUnavailableError after that time; any other error of `attempt` as it is.
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
