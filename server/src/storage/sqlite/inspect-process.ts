import { writeSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Inspection } from '../inspect-database.ts'
import { sqliteCode } from './errors.ts'

/** What is damaged is told up to this many times. */
const maxProblems = 10
/** How long a lock of another process is waited for. Nothing else runs in this process meanwhile. */
const busyTimeoutMs = 5_000

/** A part of what was found is handed over at once, so that it is known when the time is up for the rest. */
function tell(part: Inspection): void {
  writeSync(1, `${JSON.stringify(part)}\n`)
}

/** What `quick_check` finds. Of some damage it dies itself, which is a finding too. */
function problemsOf(database: Database.Database): string[] {
  try {
    const rows = database.prepare<[], string>(`PRAGMA quick_check(${maxProblems})`).pluck().all()
    return rows.filter((row) => row !== 'ok')
  } catch (error) {
    if (/^SQLITE_(CORRUPT|NOTADB)/.test(sqliteCode(error) ?? '')) return [(error as Error).message]
    throw error
  }
}

/** The latest of all that stands in columns of times; their names begin with `date_`. */
function newestDate(database: Database.Database): number | null {
  const maxima = database
    .prepare<[], string>(
      `SELECT format('SELECT max("%w") AS date FROM "%w"', c.name, t.name)
       FROM sqlite_schema t, pragma_table_info(t.name) c
       WHERE t.type = 'table' AND c.type = 'BIGINT' AND c.name LIKE 'date\\_%' ESCAPE '\\'`,
    )
    .pluck()
    .all()
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
