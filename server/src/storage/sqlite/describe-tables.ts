import Database from 'better-sqlite3'
import type { Column, Table } from '../copy/table.ts'
import type { Migration } from '../migrations/migration.ts'

interface ColumnInfo {
  name: string
  type: string
  /** The place in the primary key, from 1; 0 for a column that is not in it. */
  pk: number
}

const kinds: Readonly<Record<string, Column['kind']>> = {
  TEXT: 'text',
  INTEGER: 'integer',
  BIGINT: 'integer',
  BLOB: 'bytes',
}

/**
 * The tables that migrations make, each behind those it refers to. They are asked of a database in memory, so
 * that none can be forgotten; the table of the migrations themselves is not among them.
 */
export function describeTables(migrations: readonly Migration[]): Table[] {
  const database = new Database(':memory:')
  try {
    for (const { statements } of migrations) for (const sql of statements) database.exec(sql)
    return database
      .prepare<[], { name: string; sql: string }>(
        `SELECT name, sql FROM sqlite_schema
         WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`,
      )
      .all()
      .map(({ name, sql }) => ({ ...describe(database, name), isCounted: /\bAUTOINCREMENT\b/i.test(sql) }))
  } finally {
    database.close()
  }
}

function describe(database: Database.Database, name: string): Omit<Table, 'isCounted'> {
  const infos = database
    .prepare<[string], ColumnInfo>('SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid')
    .all(name)
  const key = infos
    .map(({ pk }, place) => ({ pk, place }))
    .filter(({ pk }) => pk > 0)
    .sort((a, b) => a.pk - b.pk)
    .map(({ place }) => place)
  if (key.length === 0) throw new Error(`The table ${name} has no primary key to copy it by.`)
  return { name, columns: infos.map(({ name: column, type }) => ({ name: column, kind: kindOf(type) })), key }
}

function kindOf(type: string): Column['kind'] {
  const kind = kinds[type]
  if (kind === undefined) throw new Error(`Columns of type ${type} can't be copied.`)
  return kind
}
