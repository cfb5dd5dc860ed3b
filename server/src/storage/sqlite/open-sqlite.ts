import type { Clock } from '../../lib/clock.ts'
import type { WriteMetrics } from '../../metrics/write-metrics.ts'
import type { StorageLog } from '../log.ts'
import { logMigrations, type MigrationTarget, type MigrationTx, migrate } from '../migrate.ts'
import type { Migration } from '../migrations/migration.ts'
import { DatabaseOpenError } from '../open-error.ts'
import { appliedNumbers } from './applied-numbers.ts'
import { Connection } from './connection.ts'
import { makeDatabaseFile } from './database-file.ts'
import { portError, retryWhileBusy, sqliteCode } from './errors.ts'
import { defaultLimits, type GroupLimits } from './group-commit.ts'
import { GroupedWriteTx } from './grouped-write-tx.ts'
import { markWhole, requireLog } from './log-mark.ts'
import { RowCache } from './row-cache.ts'
import { SqliteStorage } from './sqlite-storage.ts'

export interface OpenSqliteOptions {
  /** Absolute; undefined for a database in memory. */
  file: string | undefined
  clock: Clock
  log: StorageLog
  migrations: readonly Migration[]
  limits?: GroupLimits
  /** The content of a database in memory. */
  image?: Buffer | undefined
  /** Whether the file is read into the system's memory after the start. */
  readsAhead?: boolean | undefined
  metrics?: WriteMetrics | undefined
}

/**
 * Opens a SQLite database, creates it if it is missing, and migrates it.
 * @returns the storage, and the migrations that were just applied.
 * @throws DatabaseOpenError
 */
export async function openSqlite(
  options: OpenSqliteOptions,
): Promise<{ storage: SqliteStorage; applied: Migration[] }> {
  const { file, clock, log, metrics } = options
  if (file !== undefined) {
    requireLog(file)
    makeDatabaseFile(file)
  }
  let writer: Connection | undefined
  try {
    writer = new Connection(file, { readonly: false, image: options.image })
    await prepareWriter(writer, file)
    const { database } = writer
    const applied = await migrate(migrationTarget(writer), options.migrations, clock)
    logMigrations(log, applied)
    database.pragma('foreign_keys = ON')
    // A killed process may have left the mark, and this one may never write.
    await retryWhileBusy(() => markWhole(database))
    const limits = options.limits ?? defaultLimits
    const { readsAhead } = options
    return { storage: new SqliteStorage({ writer, file, clock, log, limits, metrics, readsAhead }), applied }
  } catch (error) {
    writer?.database.close()
    throw openError(error, file)
  }
}

async function prepareWriter(writer: Connection, file: string | undefined): Promise<void> {
  const { database } = writer
  // Two processes that create the file at once lock each other out briefly, so each retries.
  const journalMode = await retryWhileBusy(() => database.pragma('journal_mode = WAL', { simple: true }))
  if (file !== undefined && journalMode !== 'wal') {
    throw new DatabaseOpenError(`The file system of ${file} can't hold a SQLite database in WAL mode.`)
  }
  database.pragma('synchronous = FULL')
  database.pragma('temp_store = MEMORY')
  // Off during migrations, which may rebuild a table that others refer to; they check the references themselves.
  database.pragma('foreign_keys = OFF')
}

function migrationTarget(writer: Connection): MigrationTarget {
  const { database } = writer
  return {
    engine: 'sqlite',
    appliedNumbers: () => retryWhileBusy(() => appliedNumbers(database)),
    async locked(fn) {
      await retryWhileBusy(() => writer.control('BEGIN IMMEDIATE'))
      try {
        const write = new GroupedWriteTx(writer, new RowCache(writer), true)
        const tx: MigrationTx = {
          get: (statement, params) => write.get(statement, params),
          all: (statement, params) => write.all(statement, params),
          run: (statement, params) => write.run(statement, params),
          change: (statement, params) => write.change(statement, params),
          exec: async (sql) => {
            database.exec(sql)
          },
        }
        const result = await fn(tx)
        const broken = database.pragma('foreign_key_check')
        if (Array.isArray(broken) && broken.length > 0) throw new Error('A migration broke a foreign key.')
        write.keep()
        await retryWhileBusy(() => writer.control('COMMIT'))
        return result
      } catch (error) {
        if (database.inTransaction) writer.control('ROLLBACK')
        throw error
      }
    },
  }
}

/** Converts a known reason why a database can't be opened to a sentence. */
export function openError(error: unknown, file: string | undefined): unknown {
  const code = sqliteCode(error) ?? ''
  const refuse = (sentence: string) => new DatabaseOpenError(sentence, { cause: error })
  if (code === 'SQLITE_NOTADB') return refuse(`The file ${file} is not a SQLite database.`)
  if (code.startsWith('SQLITE_CORRUPT')) {
    return refuse(
      `The database ${file} is damaged (${(error as Error).message}): keep a copy and restore a backup.`,
    )
  }
  // Extended codes give details, such as a read-only folder; the remedy is the same.
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/.test(code)) {
    return refuse(
      `The database ${file} can't be opened for writing (${code}): SQLite writes to the file and its folder, so this account needs the right to both.`,
    )
  }
  return portError(error)
}
