import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Snapshot } from '../copy/copy-port.ts'
import { marks } from '../marks.ts'
import { nextMigration } from '../migrate.ts'
import { migrations } from '../migrations/migrations.ts'
import { DatabaseOpenError } from '../open-error.ts'
import { appliedNumbers } from './applied-numbers.ts'
import { defaultBusyTimeMs } from './errors.ts'
import { openError } from './open-sqlite.ts'
import { SqliteTables } from './sqlite-tables.ts'

/**
 * A SQLite database as it is now: one read transaction on a connection of its own. Writers go on; the
 * write-ahead log grows meanwhile, since what is being read stays in it.
 */
export class SqliteSnapshot extends SqliteTables implements Snapshot {
  readonly schema: number

  constructor(database: Database.Database, schema: number) {
    super(database)
    this.schema = schema
  }

  async close(): Promise<void> {
    this.database.close()
  }
}

/**
 * @param file absolute.
 * @param kind what the file has to be.
 * @throws DatabaseOpenError
 */
export function openSqliteSnapshot(file: string, kind: 'database' | 'backup'): SqliteSnapshot {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new DatabaseOpenError(`There is no file ${file}.`)
  }
  let database: Database.Database | undefined
  try {
    // A connection that is read-only to SQLite too would leave a write-ahead log behind where there was none.
    database = new Database(file, { readonly: kind === 'backup', timeout: defaultBusyTimeMs })
    database.pragma('query_only = ON')
    database.exec('BEGIN')
    return new SqliteSnapshot(database, schemaOf(appliedNumbers(database), file, kind))
  } catch (error) {
    database?.close()
    throw openError(error, file)
  }
}

function schemaOf(numbers: readonly number[], file: string, kind: 'database' | 'backup'): number {
  if (numbers.length === 0) throw new DatabaseOpenError(`The file ${file} is an empty database.`)
  if (kind === 'backup' && !numbers.includes(marks.backup)) {
    throw new DatabaseOpenError(
      `The file ${file} is a database and no backup: \`contactd copy\` copies it into another one.`,
    )
  }
  const done = kind === 'backup' ? numbers.filter((number) => number !== marks.backup) : numbers
  nextMigration(done, migrations)
  return Math.max(...done)
}
