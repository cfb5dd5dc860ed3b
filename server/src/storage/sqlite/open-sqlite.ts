import type { Clock } from '../../lib/clock.ts'
import type { StorageLog } from '../log.ts'
import { type MigrationTarget, type MigrationTx, migrate } from '../migrate.ts'
import type { Migration } from '../migrations/migration.ts'
import { DatabaseOpenError } from '../open-error.ts'
import { appliedNumbers } from './applied-numbers.ts'
import { Connection } from './connection.ts'
import { makeDatabaseFile } from './database-file.ts'
import { portError, retryWhileBusy, sqliteCode } from './errors.ts'
import { defaultLimits, type GroupLimits } from './group-commit.ts'
import { JobTx } from './job-tx.ts'
import { KeptRows } from './kept-rows.ts'
import { SqliteStorage } from './sqlite-storage.ts'

export interface OpenSqliteOptions {
  /** Absolute; undefined for a database in memory. */
  file: string | undefined
  clock: Clock
  log: StorageLog
  migrations: readonly Migration[]
  limits?: GroupLimits
}

/**
 * Opens a SQLite database, made on first use, and brings it up to date.
 * @returns the storage, and the migrations that were applied just now.
 * @throws DatabaseOpenError
 */
export async function openSqlite(
  options: OpenSqliteOptions,
): Promise<{ storage: SqliteStorage; applied: Migration[] }> {
  const { file, clock, log } = options
  if (file !== undefined) makeDatabaseFile(file)
  let writer: Connection | undefined
  try {
    writer = new Connection(file, { readonly: false })
    await prepareWriter(writer, file)
    const applied = await migrate(migrationTarget(writer), options.migrations, clock)
    for (const { number, name } of applied) log.info({ number, name }, 'migration applied')
    writer.database.pragma('foreign_keys = ON')
    const limits = options.limits ?? defaultLimits
    return { storage: new SqliteStorage({ writer, file, clock, log, limits }), applied }
  } catch (error) {
    writer?.database.close()
    throw openError(error, file)
  }
}

async function prepareWriter(writer: Connection, file: string | undefined): Promise<void> {
  const { database } = writer
  // Two processes that make the file at once lock each other out here for a moment, so each tries again.
  const journalMode = await retryWhileBusy(() => database.pragma('journal_mode = WAL', { simple: true }))
  if (file !== undefined && journalMode !== 'wal') {
    throw new DatabaseOpenError(`The file system of ${file} can't hold a SQLite database in WAL mode.`)
  }
  database.pragma('synchronous = FULL')
  database.pragma('temp_store = MEMORY')
  // Off while migrations run, which may rebuild a table that others refer to; they check for themselves.
  database.pragma('foreign_keys = OFF')
}

function migrationTarget(writer: Connection): MigrationTarget {
  const { database } = writer
  return {
    appliedNumbers: () => retryWhileBusy(() => appliedNumbers(database)),
    async locked(fn) {
      await retryWhileBusy(() => writer.control('BEGIN IMMEDIATE'))
      try {
        const job = new JobTx(writer, new KeptRows(writer), true)
        const tx: MigrationTx = {
          get: (statement, params) => job.get(statement, params),
          all: (statement, params) => job.all(statement, params),
          run: (statement, params) => job.run(statement, params),
          change: (statement, params) => job.change(statement, params),
          exec: async (sql) => {
            database.exec(sql)
          },
        }
        const result = await fn(tx)
        const broken = database.pragma('foreign_key_check')
        if (Array.isArray(broken) && broken.length > 0) throw new Error('A migration broke a foreign key.')
        job.keep()
        await retryWhileBusy(() => writer.control('COMMIT'))
        return result
      } catch (error) {
        if (database.inTransaction) writer.control('ROLLBACK')
        throw error
      }
    },
  }
}

/** Why a database can't be opened, as a sentence where that is known. */
export function openError(error: unknown, file: string | undefined): unknown {
  switch (sqliteCode(error)) {
    case 'SQLITE_NOTADB':
      return new DatabaseOpenError(`The file ${file} is not a SQLite database.`, { cause: error })
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return new DatabaseOpenError(`The database ${file} can't be opened for writing.`, { cause: error })
    default:
      return portError(error)
  }
}
