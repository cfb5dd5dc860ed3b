import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  realpathSync,
  statSync,
  writeSync,
} from 'node:fs'
import Database from 'better-sqlite3'
import { DatabaseOpenError } from '../open-error.ts'

// The latest commits are only in the write-ahead log. A database file without its log opens without an error, lacks
// those commits, and looks complete. So the file alone records that it needs the log, and file and log together
// record that they don't: `user_version` is 1 in the file, and 0 in the log. Any program that copies the whole log into
// the file, as the last connection does when it closes, leaves a file that needs no log. SQLite's own copies
// (`.backup`, VACUUM INTO) see both, and need none either. The 1 is written into the file directly: as a commit, it
// would be in the log, too, and if the process were killed before the 0 followed, the next program would copy it.

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

/** Records, for readers of file and log, that they are complete. */
export function markWhole(database: Database.Database): void {
  if (database.pragma('user_version', { simple: true }) !== 0) commitWhole(database)
}

/**
 * Begins a read of `reader`, and commits the mark of the log after it. Until the read ends, no checkpoint copies that
 * commit over the mark of the file.
 */
export function holdFileMark(database: Database.Database, reader: Database.Database): void {
  if (!reader.inTransaction) reader.exec('BEGIN')
  reader.pragma('user_version')
  commitWhole(database)
}

/**
 * Marks the file. Call before the first commit that is acknowledged, and after the log was restarted.
 * @param descriptor of the file, open for writing.
 */
export function markFile(database: Database.Database, descriptor: number): void {
  const reader = new Database(database.name, { readonly: true, timeout: 0 })
  try {
    holdFileMark(database, reader)
    // Nobody reads this page from the file: the log has a newer one, which is not copied before the read ends.
    const mark = Buffer.alloc(4)
    mark.writeInt32BE(needed)
    writeSync(descriptor, mark, 0, mark.length, userVersionOffset)
  } finally {
    reader.close()
  }
}

/** SQLite writes the first page also if the value is the same. */
const commitWhole = (database: Database.Database): void => void database.pragma('user_version = 0')
