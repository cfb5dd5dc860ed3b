import type { Clock } from '../lib/clock.ts'
import { refuseMarked } from './marks.ts'
import type { Migration } from './migrations/migration.ts'
import { DatabaseOpenError } from './open-error.ts'
import { statement } from './statement.ts'
import type { WriteTx } from './storage.ts'

/** A transaction that may also change the schema. */
export interface MigrationTx extends WriteTx {
  exec(sql: string): Promise<void>
}

/** What an engine gives so that its database can be brought up to date. */
export interface MigrationTarget {
  /** The numbers of the migrations done, in one look and without a lock; none in a new database. */
  appliedNumbers(): Promise<number[]>
  /** Runs `fn` in a transaction, with a lock that keeps every other process from migrating meanwhile. */
  locked<T>(fn: (tx: MigrationTx) => Promise<T>): Promise<T>
}

const createMigrations = `CREATE TABLE IF NOT EXISTS migrations (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  date_applied BIGINT NOT NULL
)`

const insertMigration = statement<{ number: number; name: string; dateApplied: number }>(
  'insert-migration',
  'INSERT INTO migrations (number, name, date_applied) VALUES (:number, :name, :dateApplied)',
)

/**
 * Brings a database up to date, a transaction for each migration. Several processes may do so at once:
 * what is left to do is asked again under the lock.
 * @returns the migrations that this call applied, in order.
 * @throws DatabaseOpenError when the database was made by a newer contactd.
 */
export async function migrate(
  target: MigrationTarget,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<Migration[]> {
  const applied: Migration[] = []
  // Each turn does one migration, by this process or another: there are never more turns than migrations.
  for (let turn = 0; turn < migrations.length; turn += 1) {
    // Asked without the lock first, so that a command on an up-to-date database waits for no writer.
    if (nextMigration(await target.appliedNumbers(), migrations) === undefined) break
    const done = await target.locked(async (tx) => {
      const next = nextMigration(await target.appliedNumbers(), migrations)
      if (next === undefined) return undefined
      await tx.exec(createMigrations)
      for (const sql of next.statements) await tx.exec(sql)
      await tx.run(insertMigration, { number: next.number, name: next.name, dateApplied: clock.now() })
      return next
    })
    if (done !== undefined) applied.push(done)
  }
  return applied
}

/**
 * What is to be done next to a database, by the numbers in its table of migrations.
 * @throws DatabaseOpenError when it was made by a newer contactd, or is marked as not to be used.
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
      `The database was made by a newer contactd (its schema is number ${newest}, this version knows ${known}): install that version.`,
    )
  }
  return migrations.find((migration) => migration.number > newest)
}
