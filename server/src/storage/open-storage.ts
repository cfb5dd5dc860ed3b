import type { Clock } from '../lib/clock.ts'
import type { WriteMetrics } from '../metrics/write-metrics.ts'
import { DatabaseUrlError, parseDatabaseUrl, withoutPassword } from './database-url.ts'
import { type StorageLog, silentLog } from './log.ts'
import { requireCurrent } from './migrate.ts'
import type { Migration } from './migrations/migration.ts'
import { migrations } from './migrations/migrations.ts'
import { DatabaseOpenError } from './open-error.ts'
import { Connection } from './sqlite/connection.ts'
import { openExistingSqlite } from './sqlite/open-existing.ts'
import { openSqlite } from './sqlite/open-sqlite.ts'
import { SqliteReader } from './sqlite/sqlite-reader.ts'
import type { Storage, StorageReader } from './storage.ts'

const defaultConnections = 4

/** The engine of PostgreSQL, loaded when it is first needed: SQLite does not spend its CPU and memory. */
const postgres = {
  open: async () => (await import('./postgres/open-postgres.ts')).openPostgres,
  reader: async () => (await import('./postgres/postgres-reader.ts')).PostgresReader,
  inspectSchema: async () => (await import('./postgres/inspect-server.ts')).inspectSchema,
}

export interface OpenStorageOptions {
  /** `sqlite:./path.db`, `sqlite:/absolute/path.db`, `sqlite::memory:` or `postgres://user@host/database`. */
  database: string
  /** The same PostgreSQL database without the pooler of `database`. */
  databaseDirect?: string | undefined
  /** Maximum number of connections to PostgreSQL: one writes, the others read. */
  databaseConnections?: number | undefined
  /** A streaming replica of the PostgreSQL database, for reads of locations. */
  databaseReplica?: string | undefined
  /** Number of partitions of a new PostgreSQL database; an existing one with another number is refused. */
  partitions?: number | undefined
  /**
   * How PostgreSQL is written to: `inline`, one transaction per write, is the reference for `groups`, which is
   * faster.
   */
  writing?: 'groups' | 'inline' | undefined
  /** The content of a new database in memory: what `takeImage` returned. */
  image?: Buffer | undefined
  /** Whether the file of a SQLite database is read into the system's memory after the start: for servers. */
  readsAhead?: boolean | undefined
  clock: Clock
  log?: StorageLog
  /** Where the engine counts its groups of writes; nowhere by default. */
  metrics?: StorageMetrics | undefined
}

interface StorageMetrics {
  writesOf(engine: 'sqlite' | 'postgres'): WriteMetrics
}

/**
 * Opens the database that a URL names. A missing one is created, an older one migrated.
 * @throws DatabaseUrlError if the URL names none that this version can open.
 * @throws DatabaseOpenError if it can't be opened: created by a newer contactd, not a database, not writable.
 */
export async function openStorage(options: OpenStorageOptions): Promise<Storage> {
  return (await open(options)).storage
}

/**
 * Migrates the database that a URL names, and closes it.
 * @returns the migrations that were just applied, in order.
 * @throws as `openStorage` does.
 */
export async function migrateDatabase(options: OpenStorageOptions): Promise<Migration[]> {
  const { storage, applied } = await open(options)
  await storage.close()
  return applied
}

/**
 * Opens a database read-only. It is neither created nor migrated.
 * @throws DatabaseUrlError if the URL names none that this version can open.
 * @throws DatabaseOpenError if there is none, it is empty, or its schema is an older or a newer contactd's.
 */
export async function openExisting(
  options: Pick<OpenStorageOptions, 'database' | 'databaseDirect' | 'clock'>,
): Promise<StorageReader> {
  const { database, databaseDirect, clock } = options
  const place = placeOf(options)
  if (place.engine === 'postgres') {
    const directUrl = databaseDirect && postgresUrlOf(databaseDirect, 'The direct URL')
    const [inspectSchema, PostgresReader] = await Promise.all([postgres.inspectSchema(), postgres.reader()])
    requireCurrent(await inspectSchema(directUrl ?? place.url), withoutPassword(database))
    return new PostgresReader({ url: place.url, directUrl, clock })
  }
  if (place.file !== undefined) return openExistingSqlite(place.file)
  throw new DatabaseOpenError(
    'A database in memory disappears with its process: name a file, sqlite:./path.db.',
  )
}

/**
 * Opens a read-only handle on a database that is already open, for another thread.
 * @returns undefined for a database in memory, which no other thread can see.
 */
export async function openReader({
  database,
  databaseDirect: directUrl,
  databaseReplica: replicaUrl,
  clock,
}: Pick<OpenStorageOptions, 'database' | 'databaseDirect' | 'databaseReplica' | 'clock'>): Promise<
  StorageReader | undefined
> {
  const place = parseDatabaseUrl(database)
  if (place.engine === 'postgres') {
    const PostgresReader = await postgres.reader()
    return new PostgresReader({ url: place.url, directUrl, replicaUrl, clock })
  }
  if (place.file === undefined) return undefined
  return new SqliteReader(new Connection(place.file, { readonly: true }))
}

async function open(options: OpenStorageOptions): Promise<{ storage: Storage; applied: Migration[] }> {
  const { clock, log = silentLog, readsAhead } = options
  const place = placeOf(options)
  if (place.engine === 'sqlite') {
    const image = place.file === undefined ? options.image : undefined
    const metrics = options.metrics?.writesOf('sqlite')
    return openSqlite({ file: place.file, image, readsAhead, clock, log, migrations, metrics })
  }
  const readers = Math.max(1, (options.databaseConnections ?? defaultConnections) - 1)
  const { partitions, writing = 'groups' } = options
  const directUrl = options.databaseDirect && postgresUrlOf(options.databaseDirect, 'The direct URL')
  const replicaUrl = options.databaseReplica && postgresUrlOf(options.databaseReplica, 'The replica URL')
  const way = { url: place.url, directUrl, replicaUrl, partitions }
  const metrics = options.metrics?.writesOf('postgres')
  const openPostgres = await postgres.open()
  return openPostgres({ ...way, readers, writing, clock, log, migrations, metrics })
}

/** @throws DatabaseOpenError for SQLite with a PostgreSQL option. */
function placeOf(options: Omit<OpenStorageOptions, 'clock'>): ReturnType<typeof parseDatabaseUrl> {
  const place = parseDatabaseUrl(options.database)
  if (place.engine === 'postgres') return place
  if (options.databaseDirect !== undefined)
    throw new DatabaseOpenError('--database-direct applies to PostgreSQL only: remove it.')
  if (options.partitions !== undefined || options.databaseReplica !== undefined)
    throw new DatabaseOpenError('SQLite supports no partitions and no replicas: name a PostgreSQL database.')
  return place
}

function postgresUrlOf(url: string, what: string): string {
  const place = parseDatabaseUrl(url)
  if (place.engine === 'sqlite')
    throw new DatabaseUrlError(`${what} must name a PostgreSQL database: postgres://user@host/database.`)
  return place.url
}
