import type { Clock } from '../lib/clock.ts'
import { parseDatabaseUrl } from './database-url.ts'
import { type StorageLog, silentLog } from './log.ts'
import type { Migration } from './migrations/migration.ts'
import { migrations } from './migrations/migrations.ts'
import { openSqlite } from './sqlite/open-sqlite.ts'
import { SqliteReader } from './sqlite/sqlite-reader.ts'
import type { Storage, StorageReader } from './storage.ts'

export interface OpenStorageOptions {
  /** `sqlite:./path.db`, `sqlite:/absolute/path.db` or `sqlite::memory:`. */
  database: string
  clock: Clock
  log?: StorageLog
}

/**
 * Opens the database that a URL names: made on first use, brought up to date if it is older.
 * @throws DatabaseUrlError when the URL names none that this version can open.
 * @throws DatabaseOpenError when it can't be opened: made by a newer contactd, no database, not writable.
 */
export async function openStorage(options: OpenStorageOptions): Promise<Storage> {
  return (await open(options)).storage
}

/**
 * Brings the database that a URL names up to date, and closes it.
 * @returns the migrations that were applied just now, in order.
 * @throws as `openStorage` does.
 */
export async function migrateDatabase(options: OpenStorageOptions): Promise<Migration[]> {
  const { storage, applied } = await open(options)
  await storage.close()
  return applied
}

/**
 * Opens a database that is open already once more, to look only: for another thread.
 * @returns undefined for a database in memory, which no other thread can see.
 */
export function openReader(database: string): StorageReader | undefined {
  const { file } = parseDatabaseUrl(database)
  return file === undefined ? undefined : new SqliteReader(file)
}

async function open({ database, clock, log = silentLog }: OpenStorageOptions) {
  const { file } = parseDatabaseUrl(database)
  return openSqlite({ file, clock, log, migrations })
}
