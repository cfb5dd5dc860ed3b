import Database from 'better-sqlite3'
import type { Column, Table } from '../../server/src/storage/copy/table.ts'
import { migrations } from '../../server/src/storage/migrations/migrations.ts'
import { describeTables } from '../../server/src/storage/sqlite/describe-tables.ts'
import type { SqlValue } from '../../server/src/storage/statement.ts'
import { withoutStoredValues } from '../../server/src/storage/stored-values.ts'

export const allTables = withoutStoredValues(describeTables(migrations))

/** Texts whose byte order differs from UTF-16 order, and others that are easily corrupted. */
const texts = [
  '\u{1f600}',
  '\uffed',
  'Zoe\u0308',
  'Zo\u00eb',
  'مرحبا',
  '{"a":"b\\n\\"c\\""}',
  `O'Brien`,
  'a\\b\tc\n{1,2}',
  'NULL',
  ' ',
]
const integers = [0, -1, 1, 2 ** 31 - 1]
const times = [0, 1_767_225_600_000, Number.MAX_SAFE_INTEGER, -(2 ** 53)]
const contents = [Buffer.alloc(0), Buffer.from([0, 255, 10, 92, 39]), Buffer.alloc(70_000, 7)]

interface ColumnInfo {
  name: string
  type: string
  notnull: number
  pk: number
}

/** Inserts rows of every kind into every table of a SQLite database, with valid references. */
export function fillTables(file: string, rowsPerTable: number): void {
  const database = new Database(file)
  database.pragma('foreign_keys = ON')
  database.transaction(() => {
    for (const table of allTables) fillTable(database, table, rowsPerTable)
  })()
  database.close()
}

function fillTable(database: Database.Database, table: Table, rows: number): void {
  const infos = database.pragma(`table_info(${table.name})`) as ColumnInfo[]
  const references = database.pragma(`foreign_key_list(${table.name})`) as {
    from: string
    to: string | null
    table: string
  }[]
  const insert = database.prepare(
    `INSERT INTO ${table.name} (${table.columns.map(({ name }) => name).join(', ')})
     VALUES (${table.columns.map(() => '?').join(', ')})`,
  )
  for (let row = 0; row < rows; row += 1) {
    const values = table.columns.map((column, place): SqlValue => {
      const info = infos[place]
      const reference = references.find(({ from }) => from === column.name)
      const mayBeNull = info?.notnull === 0 && info.pk === 0
      if (mayBeNull && row % 3 === 0) return null
      if (reference === undefined) return madeUp(column, info?.type === 'BIGINT', row)
      const parents = database
        .prepare<[], string>(`SELECT ${reference.to ?? 'id'} FROM ${reference.table}`)
        .pluck()
        .all()
      return parents[(row * 7) % Math.max(1, parents.length)] ?? null
    })
    insert.run(...values)
  }
}

/** Values of possible keys are unique in each row. */
function madeUp({ kind, name }: Column, isBig: boolean, row: number): SqlValue {
  const text = `${texts[row % texts.length]}${row}`
  if (name === 'document' || name === 'profile') return JSON.stringify({ text })
  if (kind === 'text') return text
  if (kind === 'bytes') return contents[row % contents.length] ?? null
  // Numbers that a database counts.
  if (/sequence|number|position|taken/.test(name)) return row + 1
  if (isBig) return times[row % times.length] ?? null
  return integers[row % integers.length] ?? null
}

/** Runs `look` on a SQLite file. */
export function inFile<T>(file: string, look: (database: Database.Database) => T): T {
  const database = new Database(file)
  try {
    return look(database)
  } finally {
    database.close()
  }
}

/** The whole content of a SQLite database by table, each row as text, in key order. */
export function contentOf(file: string): Record<string, string[]> {
  const database = new Database(file, { readonly: true })
  try {
    const tables = allTables.map((table): [string, string[]] => {
      const key = table.key.map((place) => table.columns[place]?.name).join(', ')
      const quoted = table.columns.map(({ name }) => `quote(${name})`).join(` || ', ' || `)
      const query = database.prepare<[], string>(`SELECT ${quoted} FROM ${table.name} ORDER BY ${key}`)
      return [table.name, query.pluck().all()]
    })
    const counters = database.prepare('SELECT name, seq FROM sqlite_sequence ORDER BY name').all()
    return { ...Object.fromEntries(tables), counters: counters.map((counter) => JSON.stringify(counter)) }
  } finally {
    database.close()
  }
}
