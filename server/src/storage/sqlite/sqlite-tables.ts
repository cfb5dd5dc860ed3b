import type Database from 'better-sqlite3'
import { CopyError, pageLimits, type TableReader } from '../copy/copy-port.ts'
import type { KeyRange, Row, Table } from '../copy/table.ts'
import { inRange, keyColumns, namesOf } from '../copy/table-sql.ts'
import type { SqlValue } from '../statement.ts'
import { portError, sqliteCode } from './errors.ts'

const place = () => '?'

/** The tables of an open SQLite database. */
export class SqliteTables implements TableReader {
  protected readonly database: Database.Database
  readonly #prepared = new Map<string, Database.Statement<SqlValue[], unknown>>()

  constructor(database: Database.Database) {
    this.database = database
  }

  async count(table: Table, range: KeyRange): Promise<number> {
    const { where, values } = inRange(table, range, place)
    const query = this.prepare(`SELECT COUNT(*) AS count FROM ${table.name} ${where}`)
    return this.step(() => Number(query.pluck().get(...values)))
  }

  async page(table: Table, range: KeyRange): Promise<Row[]> {
    const { where, values } = inRange(table, range, place)
    const query = this.prepare(
      `SELECT ${namesOf(table.columns)} FROM ${table.name} ${where} ORDER BY ${namesOf(keyColumns(table))}`,
    )
    return this.step(() => firstRows(query.raw().iterate(...values) as Iterable<Row>))
  }

  async counter(table: Table): Promise<number> {
    if (!table.isCounted) return 0
    const query = this.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?')
    return this.step(() => Number(query.pluck().get(table.name) ?? 0))
  }

  /** Caches statements: their number is a small multiple of the tables. */
  protected prepare(sql: string): Database.Statement<SqlValue[], unknown> {
    let query = this.#prepared.get(sql)
    if (query === undefined) {
      query = this.database.prepare<SqlValue[], unknown>(sql)
      this.#prepared.set(sql, query)
    }
    return query
  }

  /**
   * Runs SQLite, and converts a failure of the machine to a sentence. @throws CopyError or StorageUnavailableError
   */
  protected step<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      throw copyError(error, this.database.name)
    }
  }
}

function firstRows(rows: Iterable<Row>): Row[] {
  const page: Row[] = []
  let bytes = 0
  for (const row of rows) {
    page.push(row)
    for (const value of row) if (typeof value !== 'number') bytes += value?.length ?? 0
    if (page.length >= pageLimits.rows || bytes >= pageLimits.bytes) break
  }
  return page
}

function copyError(error: unknown, file: string): unknown {
  const code = sqliteCode(error) ?? ''
  if (code === 'SQLITE_FULL') {
    return new CopyError(`The disk of ${file} is full: free some space and run the command again.`)
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new CopyError(`The file ${file} is damaged (${(error as Error).message}): restore a backup.`)
  }
  if (code.startsWith('SQLITE_CONSTRAINT')) {
    return new CopyError(
      `The source has rows that contactd would not write (${(error as Error).message}): check it with \`contactd doctor\`.`,
    )
  }
  return portError(error)
}
