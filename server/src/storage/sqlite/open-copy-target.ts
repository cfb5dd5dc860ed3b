import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { CopyTargetOptions } from '../copy/target-options.ts'
import {
  emptyAdvice,
  isUnfinished,
  markName,
  requireOwnMark,
  requireSchema,
} from '../copy/unfinished-copy.ts'
import { marks } from '../database-markers.ts'
import { silentLog } from '../log.ts'
import { migrationsUpTo } from '../migrations/migrations.ts'
import { appliedNumbers } from './applied-numbers.ts'
import { type Filling, SqliteCopyTarget } from './copy-target.ts'
import { defaultBusyTimeMs } from './errors.ts'
import { lockDatabase, requireEmpty } from './lock-database.ts'
import { openError, openSqlite } from './open-sqlite.ts'

/**
 * Opens a database that is filled in batches. A marker prevents its use until the copy is finished and lets a later
 * run continue. A missing database is created.
 * @throws CopyError if it is not empty, has another schema than the source, or is open elsewhere.
 * @throws DatabaseOpenError
 */
export async function openSqliteCopyTarget(
  file: string,
  options: CopyTargetOptions,
): Promise<SqliteCopyTarget> {
  try {
    const found = existsSync(file) ? numbersIn(file) : []
    requireSchema(found, options.schema)
    if (!isUnfinished(found)) await makeSchema(file, options)
    markUnfinished(file, options)
    const database = new Database(file, { timeout: defaultBusyTimeMs })
    database.pragma('foreign_keys = OFF')
    // The last commit uses FULL and makes the earlier ones durable; no crash in between corrupts the database.
    database.pragma('synchronous = NORMAL')
    database.pragma('cache_size = -65536')
    return new SqliteCopyTarget(database, inBatches(database, options))
  } catch (error) {
    throw openError(error, file)
  }
}

function numbersIn(file: string): number[] {
  const database = new Database(file, { timeout: defaultBusyTimeMs })
  try {
    return appliedNumbers(database)
  } finally {
    database.close()
  }
}

async function makeSchema(file: string, { schema, clock }: CopyTargetOptions): Promise<void> {
  const { storage } = await openSqlite({ file, clock, log: silentLog, migrations: migrationsUpTo(schema) })
  await storage.close()
}

function markUnfinished(file: string, { tables, clock, runId }: CopyTargetOptions): void {
  const database = lockDatabase(file)
  try {
    if (!isUnfinished(appliedNumbers(database))) requireEmpty(database, tables, emptyAdvice)
    database
      .prepare(
        `INSERT INTO migrations (number, name, date_applied) VALUES (?, ?, ?)
         ON CONFLICT (number) DO UPDATE SET name = excluded.name`,
      )
      .run(marks.unfinishedCopy, markName(runId), clock.now())
    database.exec('COMMIT')
  } finally {
    database.close()
  }
}

function inBatches(database: Database.Database, { runId }: CopyTargetOptions): Filling {
  const mark = database.prepare<[number], string>('SELECT name FROM migrations WHERE number = ?').pluck()
  const batch = <T>(work: () => T): T =>
    database
      .transaction(() => {
        requireOwnMark(mark.get(marks.unfinishedCopy), runId)
        return work()
      })
      .immediate()
  return {
    batch,
    finish() {
      database.pragma('synchronous = FULL')
      batch(() => database.prepare('DELETE FROM migrations WHERE number = ?').run(marks.unfinishedCopy))
    },
    close: () => database.close(),
  }
}
