import { writeSync } from 'node:fs'
import Database from 'better-sqlite3'
import { type Inspection, pastDates } from '../inspect-database.ts'
import { sqliteCode } from './errors.ts'

/** The maximum number of problems reported. */
const maxProblems = 10
/** How long to wait for a lock of another process. This process does nothing else meanwhile. */
const busyTimeoutMs = 5_000

/** Reports a partial result at once, so it is known even if the rest takes too long. */
function tell(part: Inspection): void {
  writeSync(1, `${JSON.stringify(part)}\n`)
}

/** The findings of `quick_check`. Some damage makes it fail, which is a finding, too. */
function problemsOf(database: Database.Database): string[] {
  try {
    const rows = database.prepare<[], string>(`PRAGMA quick_check(${maxProblems})`).pluck().all()
    return rows.filter((row) => row !== 'ok')
  } catch (error) {
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(error) ?? '')) return [(error as Error).message]
    throw error
  }
}

/** The latest time of a past event. Expiry times of tokens and sessions are excluded: they are in the future. */
function newestDate(database: Database.Database): number | null {
  const maxima = database
    .prepare<[string], string>(
      `SELECT format('SELECT max("%w") AS date FROM "%w"', c.name, t.name)
       FROM sqlite_schema t, pragma_table_info(t.name) c
       WHERE t.type = 'table' AND c.name IN (SELECT value FROM json_each(?))`,
    )
    .pluck()
    .all(JSON.stringify(pastDates))
  if (maxima.length === 0) return null
  return database
    .prepare<[], number | null>(`SELECT max(date) FROM (${maxima.join(' UNION ALL ')})`)
    .pluck()
    .get() as number | null
}

try {
  const file = process.argv[2]
  const memory = new Database(':memory:')
  tell({ engine: `SQLite ${memory.prepare('SELECT sqlite_version()').pluck().get()}` })
  memory.close()
  if (file !== undefined) {
    const database = new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs })
    tell({ problems: problemsOf(database) })
    const newest = newestDate(database)
    if (newest !== null) tell({ newestDate: newest })
    database.close()
  }
} catch (error) {
  tell({ error: error instanceof Error ? error.message : String(error) })
}
