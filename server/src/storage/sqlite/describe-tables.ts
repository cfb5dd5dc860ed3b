import Database from 'better-sqlite3'
import type { Column, Table } from '../copy/table.ts'
import type { Migration } from '../migrations/migration.ts'

interface ColumnInfo {
  name: string
  type: string
  /** The position in the primary key, from 1; 0 for a column outside of it. */
  pk: number
}

const kinds: Readonly<Record<string, Column['kind']>> = {
  TEXT: 'text',
  INTEGER: 'integer',
  BIGINT: 'integer',
  BLOB: 'bytes',
}

/**
 * The tables that migrations create, each after those it refers to. They are read from a database in memory, so none
 * can be forgotten. The table of migrations is not included.
 */
export function describeTables(migrations: readonly Migration[]): Table[] {
  const database = new Database(':memory:')
  try {
    for (const { statements } of migrations) for (const sql of statements) database.exec(sql)
    const tables = database
      .prepare<[], { name: string; sql: string }>(
        `SELECT name, sql FROM sqlite_schema
         WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`,
      )
      .all()
      .map(({ name, sql }) => describe(database, name, /\bAUTOINCREMENT\b/i.test(sql)))
    return behindParents(database, tables)
  } finally {
    database.close()
  }
}

/** A table that was rebuilt is listed after those that refer to it. */
function behindParents(database: Database.Database, tables: readonly Table[]): Table[] {
  const parentsOf = database
    .prepare<[string], string>('SELECT "table" FROM pragma_foreign_key_list(?)')
    .pluck()
  const ordered = new Set<Table>()
  const place = (table: Table) => {
    if (ordered.has(table)) return
    // A table may refer to itself.
    const parents = parentsOf.all(table.name).filter((parent) => parent !== table.name)
    for (const other of tables) if (parents.includes(other.name)) place(other)
    ordered.add(table)
  }
  for (const table of tables) place(table)
  return [...ordered]
}

function describe(database: Database.Database, name: string, isCounted: boolean): Table {
  const infos = database
    .prepare<[string], ColumnInfo>('SELECT name, type, pk FROM pragma_table_info(?) ORDER BY cid')
    .all(name)
  const columns = infos.map(({ name: column, type }) => ({ name: column, kind: kindOf(type) }))
  const key = (isCounted ? uniqueOfLocation(database, name) : undefined) ?? primaryKey(infos)
  if (key.length === 0) throw new Error(`The table ${name} has no primary key, so it can't be copied.`)
  return { name, columns, key, isCounted }
}

const primaryKey = (infos: readonly ColumnInfo[]): number[] =>
  infos
    .map(({ pk }, place) => ({ pk, place }))
    .filter(({ pk }) => pk > 0)
    .sort((a, b) => a.pk - b.pk)
    .map(({ place }) => place)

/**
 * The positions of the columns of a unique index that begins with the location. In a table that is partitioned by
 * location, the counter alone is no key.
 */
function uniqueOfLocation(database: Database.Database, table: string): number[] | undefined {
  const columns = database
    .prepare<[string], string>(
      `SELECT (SELECT json_group_array(c.cid) FROM pragma_index_info(i.name) AS c)
       FROM pragma_index_list(?) AS i
       WHERE i."unique" AND (SELECT c.name FROM pragma_index_info(i.name) AS c WHERE c.seqno = 0) = 'location_id'`,
    )
    .pluck()
    .get(table)
  return columns === undefined ? undefined : (JSON.parse(columns) as number[])
}

function kindOf(type: string): Column['kind'] {
  const kind = kinds[type]
  if (kind === undefined) throw new Error(`Columns of type ${type} can't be copied.`)
  return kind
}
