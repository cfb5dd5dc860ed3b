import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { StorageUnavailableError } from '../storage.ts'
import { retryWhileBusy } from './errors.ts'

/** How long other processes may hold the database. A backup of the whole file is longer: then it is for later. */
const waitMs = 30_000
const pauseMs = 20

/**
 * Removes deleted content from a database file and its write-ahead log, also while other processes use them: rewrites
 * the whole file, since freed bytes within its pages keep their old content, and empties the log. In the meantime, writes
 * of other processes wait.
 * @param file absolute.
 * @throws StorageUnavailableError if others hold the database for longer than half a minute.
 */
export async function scrubFile(file: string): Promise<void> {
  const database = new Database(file, { fileMustExist: true, timeout: 0 })
  try {
    database.pragma('synchronous = FULL')
    database.pragma('secure_delete = ON')
    await retryWhileBusy(() => database.exec('VACUUM'), waitMs)
    await emptyLog(database)
  } finally {
    database.close()
  }
}

async function emptyLog(database: Database.Database): Promise<void> {
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += pauseMs) {
    const [{ busy } = { busy: 1 }] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
    if (busy === 0) return
    await sleep(pauseMs)
  }
  throw new StorageUnavailableError(
    'The write-ahead log could not be emptied, because another program reads the database: run the command again.',
  )
}
