import Database from 'better-sqlite3'
import type { Column, Table } from '../copy/table.ts'
import { createMigrations } from '../migrate.ts'
import type { Migration } from '../migrations/migration.ts'
import { DatabaseOpenError } from '../open-error.ts'

// A file from elsewhere may contain SQL that SQLite runs when the file is read: views, triggers, virtual tables,
// generated columns, indexes on expressions. Its tables are read only after its schema has proved to be the one that
// contactd creates.

/** The table that a backup has in addition to those of a database. */
export const createBackupFiles = 'CREATE TABLE backup_files (name TEXT PRIMARY KEY, content BLOB NOT NULL)'

/** Tables that a server creates for itself. */
const ownTables = ['write_checks']

/** Far more than any version of contactd creates. */
const maxEntries = 1_000
const maxSqlLength = 10_000
/** A contact's JSON has 1 MiB, or three under an earlier limit; a part of the search index has some megabytes. */
const maxTextBytes = 16 * 1024 * 1024
const maxBlobBytes = 256 * 1024 * 1024
/** A key or a token. */
const maxSidecarFileBytes = 64 * 1024

interface Entry {
  type: string
  name: string
  sql: string
}

export type FileKind = 'database' | 'backup'

/** Prevents SQLite from running code of a schema, and makes it check each page. */
export function distrust(database: Database.Database): void {
  database.pragma('trusted_schema = OFF')
  database.pragma('cell_size_check = ON')
}

/**
 * Checks the names and texts of a schema, before any table is read.
 * @throws DatabaseOpenError if it has anything but ordinary tables and indexes, or the table of migrations is not
 * contactd's.
 */
export function requirePlainSchema(database: Database.Database): void {
  const entries = entriesOf(database)
  if (entries.length === 0) return
  const odd = entries.find(({ type, sql }) => !/^(table|index)$/.test(type) || /^create virtual/i.test(sql))
  if (odd) throw oddEntry(database, odd)
  const migrations = entries.find(({ type, name }) => type === 'table' && name === 'migrations')
  if (migrations?.sql !== plain(createMigrations.replace('IF NOT EXISTS ', '')))
    throw new DatabaseOpenError(`The file ${database.name} is a SQLite database of another program.`)
}

/**
 * @param migrations that the database has had.
 * @throws DatabaseOpenError if the schema is not exactly the one that they create.
 */
export function requireDeclaredSchema(
  database: Database.Database,
  kind: FileKind,
  migrations: readonly Migration[],
): void {
  const declared = declaredEntries(kind, migrations)
  const found = entriesOf(database).filter(({ name }) => kind === 'backup' || !ownTables.includes(name))
  const odd = found.find((entry) => declared.get(keyOf(entry)) !== entry.sql)
  if (odd) throw oddEntry(database, odd)
  const names = new Set(found.map(keyOf))
  const missing = [...declared.keys()].find((key) => !names.has(key))
  if (missing !== undefined)
    throw new DatabaseOpenError(`The file ${database.name} lacks the ${missing}: use another file.`)
}

/**
 * Checks the type and size of each value without reading it.
 * @throws DatabaseOpenError that names the table and the column of the first value that does not match its column.
 */
export function requireDeclaredValues(
  database: Database.Database,
  kind: FileKind,
  tables: readonly Table[],
): void {
  if (kind === 'backup') {
    // Opening a database checks its tables; those of a backup are checked here.
    const verdict = database.pragma('quick_check(1)', { simple: true })
    if (verdict !== 'ok')
      throw new DatabaseOpenError(`The file ${database.name} is damaged (${verdict}): use another file.`)
  }
  for (const { name, columns } of kind === 'backup' ? [...tables, backupFiles] : tables) {
    const wrong = columns.map((column) => `WHEN ${wrongValue(column, name)} THEN '${column.name}'`)
    const query = `SELECT wrong FROM (SELECT CASE ${wrong.join(' ')} END AS wrong FROM ${name})
      WHERE wrong IS NOT NULL LIMIT 1`
    const column = database.prepare<[], string>(query).pluck().get()
    if (column !== undefined) {
      throw new DatabaseOpenError(
        `The file ${database.name} has a value of a wrong type or size in the column ${column} of the table ${name}: use another file.`,
      )
    }
  }
}

const backupFiles: Pick<Table, 'name' | 'columns'> = {
  name: 'backup_files',
  columns: [
    { name: 'name', kind: 'text' },
    { name: 'content', kind: 'bytes' },
  ],
}

/** The columns whose text is a JSON object, in every table that has them. */
const jsonColumns: ReadonlySet<string> = new Set(['document', 'profile'])

function wrongValue({ name, kind }: Column, table: string): string {
  switch (kind) {
    case 'text':
      return `typeof(${name}) NOT IN ('text', 'null') OR octet_length(${name}) > ${maxTextBytes}${
        jsonColumns.has(name) ? ` OR NOT json_valid(${name}) OR json_type(${name}) <> 'object'` : ''
      }`
    case 'bytes': {
      const most = table === backupFiles.name ? maxSidecarFileBytes : maxBlobBytes
      return `typeof(${name}) NOT IN ('blob', 'null') OR octet_length(${name}) > ${most}`
    }
    case 'integer':
      // A larger number would not be exact in JavaScript.
      return `typeof(${name}) NOT IN ('integer', 'null') OR ${name} NOT BETWEEN -${2 ** 53} AND ${2 ** 53}`
  }
}

const keyOf = ({ type, name }: Entry) => `${type} ${name}`

function entriesOf(database: Database.Database): Entry[] {
  const entries = database
    .prepare<[number, number], Entry>(
      "SELECT type, name, substr(coalesce(sql, ''), 1, ?) AS sql FROM sqlite_schema LIMIT ?",
    )
    .all(maxSqlLength, maxEntries)
  if (entries.length === maxEntries) throw oddEntry(database, { type: 'table', name: 'too many', sql: '' })
  return entries.map((entry) => ({ ...entry, sql: plain(entry.sql) }))
}

/** Normalises a statement, because versions of SQLite write it differently. */
const plain = (sql: string) =>
  sql
    .replace(/"(\w+)"/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()

function declaredEntries(kind: FileKind, migrations: readonly Migration[]): Map<string, string> {
  const database = new Database(':memory:')
  try {
    database.exec(createMigrations)
    for (const { statements } of migrations) for (const sql of statements) database.exec(sql)
    if (kind === 'backup') database.exec(createBackupFiles)
    return new Map(entriesOf(database).map((entry) => [keyOf(entry), entry.sql]))
  } finally {
    database.close()
  }
}

const oddEntry = ({ name: file }: Database.Database, { type, name }: Entry) =>
  new DatabaseOpenError(
    `The file ${file} has ${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type} ${JSON.stringify(name)} that differs from contactd's: use a file that contactd wrote.`,
  )
