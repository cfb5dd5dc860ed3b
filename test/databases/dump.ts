import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import Database from 'better-sqlite3'

/**
 * A SQLite database as SQL text that recreates it: every release adds one here, and the tests of later versions
 * migrate it.
 */
export function dumpDatabase(database: Database.Database): string {
  const objects = database
    .prepare<[], { type: string; name: string; sql: string }>(
      `SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
       ORDER BY type = 'table' DESC, rowid`,
    )
    .all()
  const lines = objects.map(({ sql }) => `${sql};`)
  for (const { type, name } of objects) {
    if (type === 'table') lines.push(...rowsOf(database, name))
  }
  // SQLite creates this table itself, and fills it with the rows above.
  const hasSequence = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").get()
  if (hasSequence !== undefined)
    lines.push('DELETE FROM sqlite_sequence;', ...rowsOf(database, 'sqlite_sequence'))
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

// npx node test/databases/dump.ts data/contactd.db test/databases/0.2.0.sql
const [file, target] = process.argv.slice(2)
if (
  import.meta.url === pathToFileURL(process.argv[1] ?? '').href &&
  file !== undefined &&
  target !== undefined
) {
  writeFileSync(target, dumpDatabase(new Database(file, { readonly: true, fileMustExist: true })))
}
