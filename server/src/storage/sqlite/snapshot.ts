import { statSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Snapshot } from '../copy/copy-port.ts'
import { marks } from '../database-markers.ts'
import { nextMigration } from '../migrate.ts'
import { migrations, migrationsUpTo } from '../migrations/migrations.ts'
import { DatabaseOpenError } from '../open-error.ts'
import { appliedNumbers } from './applied-numbers.ts'
import {
  distrust,
  type FileKind,
  requireDeclaredSchema,
  requireDeclaredValues,
  requirePlainSchema,
} from './declared-schema.ts'
import { describeTables } from './describe-tables.ts'
import { defaultBusyTimeMs } from './errors.ts'
import { markWhole, requireLog } from './log-mark.ts'
import { requireDatabaseFile } from './open-existing.ts'
import { openError } from './open-sqlite.ts'
import { SqliteTables } from './sqlite-tables.ts'

/**
 * The current state of a SQLite database: one read transaction on its own connection. Writes continue; the
 * write-ahead log grows meanwhile, because the transaction still needs it.
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
 * @param kind the expected kind of file.
 * @param origin whether it is this installation's own database, or a file from elsewhere: its schema, and then its
 * values, are checked before anything else is read.
 * @throws DatabaseOpenError
 */
export function openSqliteSnapshot(file: string, kind: FileKind, origin: 'own' | 'foreign'): SqliteSnapshot {
  if (kind === 'database') {
    requireLog(file)
    requireDatabaseFile(file)
  } else if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new DatabaseOpenError(
      `The file ${file} does not exist: name a file that \`contactd backup\` wrote.`,
    )
  }
  let database: Database.Database | undefined
  try {
    // A connection that SQLite opens read-only would create a write-ahead log and leave it behind.
    database = new Database(file, { readonly: kind === 'backup', timeout: defaultBusyTimeMs })
    distrust(database)
    // This connection copies the log into the file if it is the last to close.
    if (kind === 'database') markWhole(database)
    database.pragma('query_only = ON')
    database.exec('BEGIN')
    if (origin === 'foreign') requirePlainSchema(database)
    const schema = schemaOf(appliedNumbers(database), file, kind)
    if (origin === 'foreign') requireDeclared(database, kind, schema)
    return new SqliteSnapshot(database, schema)
  } catch (error) {
    database?.close()
    throw openError(error, file)
  }
}

function requireDeclared(database: Database.Database, kind: FileKind, schema: number): void {
  const done = migrationsUpTo(schema)
  requireDeclaredSchema(database, kind, done)
  requireDeclaredValues(database, kind, describeTables(done))
}

function schemaOf(numbers: readonly number[], file: string, kind: FileKind): number {
  if (numbers.length === 0) throw new DatabaseOpenError(`The file ${file} is an empty database.`)
  if (kind === 'backup' && !numbers.includes(marks.backup)) {
    throw new DatabaseOpenError(
      `The file ${file} is a database, not a backup: use \`contactd copy\` to copy it into another one.`,
    )
  }
  const done = kind === 'backup' ? numbers.filter((number) => number !== marks.backup) : numbers
  nextMigration(done, migrations)
  return Math.max(...done)
}
