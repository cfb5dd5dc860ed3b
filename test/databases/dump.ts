import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import Database from 'better-sqlite3'

/**
 * A SQLite database as SQL text that makes it again: every release leaves one here, and each later version
 * brings it up to date in its tests.
 */
export function dumpDatabase(database: Database.Database): string {
  const objects = database
    .prepare<[], { type: string; name: string; sql: string }>(
      "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type = 'table' DESC, rowid",
    )
    .all()
  const lines = objects.map(({ sql }) => `${sql};`)
  for (const { type, name } of objects) {
    if (type === 'table') lines.push(...rowsOf(database, name))
  }
  return `PRAGMA foreign_keys = OFF;\n${lines.join('\n')}\n`
}

function rowsOf(database: Database.Database, table: string): string[] {
  const columns = database
    .prepare<[string], string>('SELECT name FROM pragma_table_info(?)')
    .pluck()
    .all(table)
  const values = columns.map((column) => `quote("${column}")`).join(` || ', ' || `)
  const rows = database.prepare<[], string>(`SELECT ${values} FROM "${table}" ORDER BY rowid`).pluck().all()
  return rows.map((row) => `INSERT INTO "${table}" VALUES (${row});`)
}

// node test/databases/dump.ts data/contactd.db test/databases/0.2.0.sql
const [file, target] = process.argv.slice(2)
if (
  import.meta.url === pathToFileURL(process.argv[1] ?? '').href &&
  file !== undefined &&
  target !== undefined
) {
  writeFileSync(target, dumpDatabase(new Database(file, { readonly: true, fileMustExist: true })))
}
