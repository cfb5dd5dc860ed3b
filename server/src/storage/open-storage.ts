import type { Clock } from '../lib/clock.ts'
import { DatabaseUrlError, parseDatabaseUrl } from './database-url.ts'
import { type StorageLog, silentLog } from './log.ts'
import type { Migration } from './migrations/migration.ts'
import { migrations } from './migrations/migrations.ts'
import { DatabaseOpenError } from './open-error.ts'
import { openPostgres } from './postgres/open-postgres.ts'
import { PostgresReader } from './postgres/postgres-reader.ts'
import { openSqlite } from './sqlite/open-sqlite.ts'
import { SqliteReader } from './sqlite/sqlite-reader.ts'
import type { Storage, StorageReader } from './storage.ts'

const defaultConnections = 4

export interface OpenStorageOptions {
  /** `sqlite:./path.db`, `sqlite:/absolute/path.db`, `sqlite::memory:` or `postgres://user@host/database`. */
  database: string
  /** The same PostgreSQL database without the pooler that `database` leads to. */
  databaseDirect?: string | undefined
  /** How many connections to PostgreSQL may be open: one writes, the others read. */
  databaseConnections?: number | undefined
  /** A streaming replica of the PostgreSQL database, for reads of locations. */
  databaseReplica?: string | undefined
  /** In how many partitions a new PostgreSQL database is made; another is refused if it has not so many. */
  partitions?: number | undefined
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
export function openReader({
  database,
  databaseDirect: directUrl,
  databaseReplica: replicaUrl,
  clock,
}: Pick<OpenStorageOptions, 'database' | 'databaseDirect' | 'databaseReplica' | 'clock'>):
  | StorageReader
  | undefined {
  const place = parseDatabaseUrl(database)
  if (place.engine === 'postgres') return new PostgresReader({ url: place.url, directUrl, replicaUrl, clock })
  return place.file === undefined ? undefined : new SqliteReader(place.file)
}

async function open(options: OpenStorageOptions): Promise<{ storage: Storage; applied: Migration[] }> {
  const { database, clock, log = silentLog } = options
  const place = parseDatabaseUrl(database)
  if (place.engine === 'sqlite') {
    if (options.databaseDirect !== undefined)
      throw new DatabaseOpenError('Before SQLite stands no pooler: leave the direct URL out.')
    if (options.partitions !== undefined || options.databaseReplica !== undefined)
      throw new DatabaseOpenError('SQLite has no partitions and no replicas: name a PostgreSQL database.')
    return openSqlite({ file: place.file, clock, log, migrations })
  }
  const readers = Math.max(1, (options.databaseConnections ?? defaultConnections) - 1)
  const { partitions } = options
  const directUrl =
    options.databaseDirect && postgresUrlOf(options.databaseDirect, 'What a pooler stands before')
  const replicaUrl = options.databaseReplica && postgresUrlOf(options.databaseReplica, 'A replica')
  return openPostgres({ url: place.url, directUrl, replicaUrl, readers, clock, log, migrations, partitions })
}

function postgresUrlOf(url: string, what: string): string {
  const place = parseDatabaseUrl(url)
  if (place.engine === 'sqlite')
    throw new DatabaseUrlError(`${what} is a PostgreSQL database: postgres://user@host/database.`)
  return place.url
}
