import { statSync } from 'node:fs'
import { requireCurrent } from '../migrate.ts'
import { DatabaseOpenError } from '../open-error.ts'
import { appliedNumbers } from './applied-numbers.ts'
import { Connection } from './connection.ts'
import { retryWhileBusy } from './errors.ts'
import { markWhole, requireLog } from './log-mark.ts'
import { openError } from './open-sqlite.ts'
import { SqliteReader } from './sqlite-reader.ts'

/**
 * Opens a SQLite database read-only. It is neither created nor migrated.
 * @param file absolute.
 * @throws DatabaseOpenError if there is none, or it has another version's schema.
 */
export async function openExistingSqlite(file: string): Promise<SqliteReader> {
  const { connection, numbers } = await openAsItIs(file)
  try {
    requireCurrent(numbers, file)
    return new SqliteReader(connection)
  } catch (error) {
    connection.database.close()
    throw error
  }
}

/**
 * The numbers of the migrations that a database has; empty for an empty database.
 * @param file absolute.
 * @throws DatabaseOpenError if there is none, or it belongs to another program.
 */
export async function existingNumbers(file: string): Promise<number[]> {
  const { connection, numbers } = await openAsItIs(file)
  connection.database.close()
  return numbers
}

async function openAsItIs(file: string): Promise<{ connection: Connection; numbers: number[] }> {
  requireLog(file)
  requireDatabaseFile(file)
  let connection: Connection | undefined
  try {
    // A connection that SQLite opens read-only would create a write-ahead log and leave it behind.
    connection = new Connection(file, { readonly: false })
    const { database } = connection
    // This connection copies the log into the file if it is the last to close.
    await retryWhileBusy(() => markWhole(database))
    database.pragma('query_only = ON')
    // An export reads the whole file: a map of it would count as memory of the process.
    database.pragma('mmap_size = 0')
    return { connection, numbers: await retryWhileBusy(() => appliedNumbers(database)) }
  } catch (error) {
    connection?.database.close()
    throw openError(error, file)
  }
}

/** @throws DatabaseOpenError if the file does not exist. */
export function requireDatabaseFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) {
    throw new DatabaseOpenError(
      `The database ${file} does not exist: name another with --database, or create it with \`contactd migrate\`.`,
    )
  }
  if (!found.isFile()) throw new DatabaseOpenError(`${file} is not a file: name a database.`)
}
