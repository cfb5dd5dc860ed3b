import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs'
import type Database from 'better-sqlite3'
import { DatabaseOpenError } from '../open-error.ts'

// The latest commits are only in the write-ahead log. A database file without its log opens without an error, lacks
// those commits, and looks complete. So the file alone records that it needs the log, and file and log together
// record that they don't: `user_version` is 1 in the file, and 0 in a later commit in the log. Any program that
// copies the whole log into the file, as the last connection does when it closes, leaves a file that needs no log.
// SQLite's own copies (`.backup`, VACUUM INTO) see both, and need none either. A process that is killed in the
// millisecond between the two commits leaves a log that ends with 1.

/** The offset of `user_version` (4 bytes) in a SQLite file: https://sqlite.org/fileformat.html#the_database_header */
const userVersionOffset = 60
const needed = 1

/**
 * Refuses a database file that was left or copied without its write-ahead log.
 * @param file absolute; this process has no connection to it.
 * @throws DatabaseOpenError
 */
export function requireLog(file: string): void {
  const isThere = existsSync(file)
  // SQLite creates it next to the target of a symbolic link.
  const wal = `${isThere ? realpathSync(file) : file}-wal`
  if (existsSync(wal)) {
    if (isThere) return
    throw new DatabaseOpenError(
      `The write-ahead log ${wal} has no database ${file}: put the database back next to it, or move the log away.`,
    )
  }
  if (userVersionOf(file) !== needed) return
  throw new DatabaseOpenError(
    `The database ${file} was not closed, and its write-ahead log ${wal}, which holds the latest changes, is missing: put it back. If it is lost, create an empty file of that name to continue without those changes.`,
  )
}

/** @returns 0 also for a missing or unreadable file: SQLite reports why. */
function userVersionOf(file: string): number {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile() || !isReadable(file)) return 0
  const handle = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(4)
    return readSync(handle, bytes, 0, 4, userVersionOffset) === 4 ? bytes.readInt32BE() : 0
  } finally {
    closeSync(handle)
  }
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    return false
  }
}

/** Records, for readers of the file alone once this commit is copied into it, that the log is needed. */
export const markNeeded = (database: Database.Database): void =>
  void database.pragma(`user_version = ${needed}`)

/** Records, for readers of file and log, that they are complete. */
export function markWhole(database: Database.Database): void {
  if (database.pragma('user_version', { simple: true }) !== 0) database.pragma('user_version = 0')
}

/** Makes the file record that it needs its log. Call before the first commit that is acknowledged. */
export function armMark(database: Database.Database): void {
  markNeeded(database)
  database.pragma('wal_checkpoint(PASSIVE)')
  markWhole(database)
}
