import { join } from 'node:path'
import { systemClock as clock } from '../../../server/src/lib/clock.ts'
import { randomIds as ids } from '../../../server/src/lib/ids.ts'
import { copyDatabase } from '../../../server/src/storage/copy-database.ts'
import { migrateDatabase } from '../../../server/src/storage/open-storage.ts'
import { allTables, fillTables } from '../filled-database.ts'
import { execute } from '../postgres/databases.ts'
import { temporaryFolder } from '../program.ts'

/** Copies rows into every table of a database that is not distributed. @param rows the number in each. */
export async function fillDatabase(url: string, rows: number): Promise<void> {
  const file = join(temporaryFolder(), 'filled.db')
  await migrateDatabase({ database: `sqlite:${file}`, clock })
  fillTables(file, rows)
  const watcher = { begin: () => undefined, advance: () => undefined, copied: () => undefined }
  await copyDatabase({ from: `sqlite:${file}`, to: url, clock, ids, watcher })
}

/** How Citus keeps each table of the schema. */
export async function placesOf(url: string): Promise<Record<string, string>> {
  const rows = await execute<{ name: string; place: string }>(
    url,
    `SELECT relname AS name, CASE
       WHEN partmethod = 'h' THEN column_to_column_name(logicalrelid, partkey)
       WHEN repmodel = 't' THEN 'reference' WHEN NOT autoconverted THEN 'coordinator' ELSE 'converted' END AS place
     FROM pg_dist_partition JOIN pg_class ON pg_class.oid = logicalrelid`,
  )
  return Object.fromEntries(rows.map(({ name, place }) => [name, place]))
}

/** The columns of all tables. */
export const schemaOf = (url: string) =>
  execute(
    url,
    `SELECT table_name, column_name, data_type, collation_name, is_nullable FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name NOT LIKE 'citus_%' ORDER BY table_name, ordinal_position`,
  )

/** The rows of all tables as text, ordered. @param omitted a column of some tables. */
export async function rowsOfTables(
  url: string,
  omitted: Readonly<Record<string, string>> = {},
): Promise<Map<string, string[]>> {
  const content = new Map<string, string[]>()
  for (const { name, columns } of allTables) {
    const names = columns.map((column) => column.name).filter((column) => column !== omitted[name])
    const list = names.join(', ')
    const rows = await execute<{ row: string }>(url, `SELECT ROW(${list})::text AS row FROM ${name}`)
    content.set(name, rows.map(({ row }) => row).sort())
  }
  return content
}
