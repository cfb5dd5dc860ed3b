import type { Clock } from '../lib/clock.ts'
import { refuseMarked } from './database-markers.ts'
import type { StorageLog } from './log.ts'
import type { Migration } from './migrations/migration.ts'
import { migrations as everyMigration } from './migrations/migrations.ts'
import { DatabaseOpenError } from './open-error.ts'
import { statement } from './statement.ts'
import type { WriteTx } from './storage.ts'

/** A transaction that may also change the schema. */
export interface MigrationTx extends WriteTx {
  exec(sql: string): Promise<void>
}

/** The operations of an engine that migrations need. */
export interface MigrationTarget {
  engine: 'sqlite' | 'postgres'
  /** The numbers of the applied migrations, read once without a lock; empty for a new database. */
  appliedNumbers(): Promise<number[]>
  /** Runs `fn` in a transaction under a lock that keeps other processes from migrating. */
  locked<T>(fn: (tx: MigrationTx) => Promise<T>): Promise<T>
}

/** Creates the table of applied migrations. */
export const createMigrations = `CREATE TABLE IF NOT EXISTS migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  date_applied BIGINT NOT NULL
)`

const insertMigration = statement<{ number: number; name: string; dateApplied: number }>(
  'insert-migration',
  'INSERT INTO migrations (number, name, date_applied) VALUES (:number, :name, :dateApplied)',
)

/**
 * Migrates a database, one transaction per migration. Several processes may do so at once: each checks again under
 * the lock what is left to do.
 * @returns the migrations that this call applied, in order.
 * @throws DatabaseOpenError if the database was created by a newer contactd.
 */
export async function migrate(
  target: MigrationTarget,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<Migration[]> {
  const applied: Migration[] = []
  // Each turn applies one migration, by this process or another, so there are at most as many turns as migrations.
  for (let turn = 0; turn < migrations.length; turn += 1) {
    // Checked without the lock first, so a command on a current database waits for no writer.
    if (nextMigration(await target.appliedNumbers(), migrations) === undefined) break
    const done = await target.locked(async (tx) => {
      const next = nextMigration(await target.appliedNumbers(), migrations)
      if (next === undefined) return undefined
      await tx.exec(createMigrations)
      const statements = (target.engine === 'postgres' && next.postgres) || next.statements
      for (const sql of statements) await tx.exec(sql)
      await tx.run(insertMigration, { number: next.number, name: next.name, dateApplied: clock.now() })
      return next
    })
    if (done !== undefined) applied.push(done)
  }
  return applied
}

/** Logs what `migrate` did: a new database in one line, and each migration of an older one. */
export function logMigrations(log: StorageLog, applied: readonly Migration[]): void {
  if (applied[0]?.number === 1) log.info({ migrations: applied.length }, 'database created')
  else for (const { number, name } of applied) log.info({ number, name }, 'migration applied')
}

/**
 * How far a database has been migrated, by the numbers in its table of migrations.
 * @throws DatabaseOpenError if it was created by a newer contactd or has a marker.
 */
export function schemaState(numbers: readonly number[]): 'empty' | 'older' | 'current' {
  if (numbers.length === 0) return 'empty'
  return nextMigration(numbers, everyMigration) === undefined ? 'current' : 'older'
}

/**
 * @param numbers those in its table of migrations.
 * @param name the database's name in error messages.
 * @throws DatabaseOpenError if the database is empty, was created by an older or a newer contactd, or has a marker.
 */
export function requireCurrent(numbers: readonly number[], name: string): void {
  const state = schemaState(numbers)
  if (state === 'empty') {
    throw new DatabaseOpenError(
      `The database ${name} is empty: check the name, or create its tables with \`contactd migrate\`.`,
    )
  }
  if (state === 'older') {
    throw new DatabaseOpenError(
      `The database ${name} was created by an older contactd: migrate it with \`contactd migrate\`.`,
    )
  }
}

/**
 * The migrations that a database lacks, in order.
 * @param done the numbers in its table of migrations.
 * @throws DatabaseOpenError if it was created by a newer contactd or has a marker.
 */
export function missingMigrations(done: readonly number[], migrations: readonly Migration[]): Migration[] {
  const next = nextMigration(done, migrations)
  return next === undefined ? [] : migrations.slice(migrations.indexOf(next))
}

/**
 * The next migration of a database, by the numbers in its table of migrations.
 * @throws DatabaseOpenError if it was created by a newer contactd or has a marker.
 */
export function nextMigration(
  done: readonly number[],
  migrations: readonly Migration[],
): Migration | undefined {
  refuseMarked(done)
  const newest = Math.max(0, ...done)
  const known = migrations.at(-1)?.number ?? 0
  if (newest > known) {
    throw new DatabaseOpenError(
      `The database was created by a newer contactd (its schema is number ${newest}, this version knows ${known}): install that version.`,
    )
  }
  return migrations.find((migration) => migration.number > newest)
}
