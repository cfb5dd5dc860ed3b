import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Clock } from '../../lib/clock.ts'
import { CopyError } from '../copy/copy-port.ts'
import type { Table } from '../copy/table.ts'
import { silentLog } from '../log.ts'
import { marks } from '../marks.ts'
import { migrations } from '../migrations/migrations.ts'
import { appliedNumbers } from './applied-numbers.ts'
import { type Filling, SqliteCopyTarget } from './copy-target.ts'
import { defaultBusyTimeMs } from './errors.ts'
import { lockDatabase, requireEmpty } from './lock-database.ts'
import { openError, openSqlite } from './open-sqlite.ts'

export interface CopyTargetOptions {
  /** All that the source's schema has. */
  tables: readonly Table[]
  /** Of the source. */
  schema: number
  clock: Clock
  /** Of this run alone, so that an earlier one that still lives can tell that it was replaced. */
  runId: string
}

/**
 * A database that is filled batch by batch, and marked until it is finished, so that nobody uses it and a
 * later run can go on with it. It is made if it is not there.
 * @throws CopyError when it is not empty, has another schema than the source, or is open elsewhere.
 * @throws DatabaseOpenError
 */
export async function openSqliteCopyTarget(
  file: string,
  options: CopyTargetOptions,
): Promise<SqliteCopyTarget> {
  try {
    const found = existsSync(file) ? numbersIn(file) : []
    if (!found.includes(marks.unfinishedCopy)) await makeSchema(file, found, options)
    markUnfinished(file, options)
    const database = new Database(file, { timeout: defaultBusyTimeMs })
    database.pragma('foreign_keys = OFF')
    // A commit is on disk with the last one, which is FULL; no crash in between harms the database.
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

async function makeSchema(
  file: string,
  found: readonly number[],
  { schema, clock }: CopyTargetOptions,
): Promise<void> {
  const known = Math.max(...migrations.map(({ number }) => number))
  const newest = Math.max(0, ...found)
  if (newest > schema && newest <= known) throw new CopyError(olderSourceSentence)
  const upToSource = migrations.filter(({ number }) => number <= schema)
  const { storage } = await openSqlite({ file, clock, log: silentLog, migrations: upToSource })
  await storage.close()
}

function markUnfinished(file: string, { tables, schema, clock, runId }: CopyTargetOptions): void {
  const database = lockDatabase(file)
  try {
    const numbers = appliedNumbers(database)
    const isMarked = numbers.includes(marks.unfinishedCopy)
    if (!isMarked) requireEmpty(database, tables, 'name an empty one.')
    if (Math.max(...numbers.filter((number) => number !== marks.unfinishedCopy)) !== schema) {
      throw new CopyError(
        'The copy was begun when the source had another schema: remove the unfinished target, and begin anew.',
      )
    }
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
        if (mark.get(marks.unfinishedCopy) === markName(runId)) return work()
        throw new CopyError('Another copy into the database has begun, so this one ends.')
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

const markName = (runId: string) => `unfinished copy ${runId}`

const olderSourceSentence =
  'The source is of an older contactd than the target: bring it up to date first, with `contactd migrate`.'
