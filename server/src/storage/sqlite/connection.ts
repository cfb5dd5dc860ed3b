import Database from 'better-sqlite3'
import { accessSetOf } from '../access-set.ts'
import { checkParameters, positional } from '../parameters.ts'
import type { SqlParams, SqlValue, Statement } from '../statement.ts'
import { uncachedTables } from '../uncached-tables.ts'

interface Prepared {
  query: Database.Statement<SqlValue[], unknown>
  /** The distinct parameters. */
  names: readonly string[]
  /** The parameters in the order of their positions. */
  places: readonly string[]
  /** Whether it names only tables whose rows may be cached. */
  isCacheable: boolean
  /** Whether its rows have a document, which may be read as bytes. */
  hasDocument: boolean
}

type Control =
  | 'BEGIN IMMEDIATE'
  | 'COMMIT'
  | 'ROLLBACK'
  | 'SAVEPOINT queued_write'
  | 'RELEASE queued_write'
  | 'ROLLBACK TO queued_write'

/** The maximum size of the memory map; SQLite's own limit is just below 2 GiB. */
const mappedBytes = 2_000_000_000

const walHeaderBytes = 32
const frameHeaderBytes = 24

/** One connection. Each statement is prepared at its first use and cached. */
export class Connection {
  readonly database: Database.Database
  readonly #prepared = new WeakMap<object, Prepared>()
  readonly #controls = new Map<Control, Database.Statement<[], unknown>>()
  #dataVersion: Database.Statement<[], number> | undefined
  #walState: Database.Statement<[], { log: number; checkpointed: number }> | undefined
  #lastWalState = { pages: 0, pagesLeft: 0 }

  /**
   * @param file undefined for a database in memory.
   * @param options.image the content of a new database in memory.
   */
  constructor(file: string | undefined, options: { readonly: boolean; image?: Buffer | undefined }) {
    // timeout 0: waiting for a lock must not block the event loop, see retryWhileBusy.
    this.database = new Database(file ?? options.image ?? ':memory:', {
      readonly: options.readonly,
      timeout: 0,
    })
    // Memory-mapped pages need no system call and no copy each: that saves 4 µs per update.
    this.database.pragma(`mmap_size = ${mappedBytes}`)
  }

  /** Whether the statement changes nothing. */
  isReadonly<P extends SqlParams, R>(statement: Statement<P, R>): boolean {
    return this.#known(statement).query.readonly
  }

  /** Whether the statement changes, or may change, a table whose rows may be cached. */
  invalidatesCaches<P extends SqlParams, R>(statement: Statement<P, R>): boolean {
    const { query, isCacheable } = this.#known(statement)
    return isCacheable && !query.readonly
  }

  /**
   * The cache key of a row, from the statement and its parameters; undefined if it may not be cached.
   * @throws TypeError if the parameters are not the statement's.
   */
  keyOf<P extends SqlParams, R>(statement: Statement<P, R>, params: P): string | undefined {
    const { query, places, isCacheable } = this.#prepare(statement, params)
    if (!isCacheable || !query.readonly) return undefined
    let key = statement.name
    for (const place of places) {
      const value = params[place]
      if (typeof value === 'object') return undefined
      // The length makes different lists of values give different keys.
      key += typeof value === 'string' ? ` ${value.length}:${value}` : ` ${value}`
    }
    return key
  }

  get<P extends SqlParams, R>(statement: Statement<P, R>, params: P): R | undefined {
    const { query, places, hasDocument } = this.#prepare(statement, params)
    const row = query.get(...valuesAt(places, params)) as (R & object) | undefined
    return hasDocument ? withText(row) : row
  }

  all<P extends SqlParams, R>(statement: Statement<P, R>, params: P): R[] {
    const { query, places, hasDocument } = this.#prepare(statement, params)
    const rows = query.all(...valuesAt(places, params)) as (R & object)[]
    if (hasDocument) for (const row of rows) withText(row)
    return rows
  }

  /** @returns the number of rows changed. */
  run<P extends SqlParams>(statement: Statement<P, never>, params: P): number {
    const { query, places } = this.#prepare(statement, params)
    return query.run(...valuesAt(places, params)).changes
  }

  /** `PRAGMA data_version`: changes with each commit of another connection. */
  dataVersion(): number {
    this.#dataVersion ??= this.database.prepare<[], number>('PRAGMA data_version').pluck()
    return Number(this.#dataVersion.get())
  }

  /**
   * The number of pages in the write-ahead log, and how many of them are not copied to the database yet. While a
   * transaction is open, SQLite does not report them, and the last known values are returned.
   */
  walState(): { pages: number; pagesLeft: number } {
    if (this.database.inTransaction) return this.#lastWalState
    // NOOP only reports and copies nothing. 5 µs.
    this.#walState ??= this.database.prepare('PRAGMA wal_checkpoint(NOOP)')
    const { log, checkpointed } = this.#walState.get() ?? { log: 0, checkpointed: 0 }
    this.#lastWalState = { pages: log, pagesLeft: log - checkpointed }
    return this.#lastWalState
  }

  /** The size of the file after the whole log is copied into it. */
  databaseBytes(): number {
    return Number(this.database.pragma('page_count', { simple: true })) * this.#pageBytes()
  }

  /** The minimum size of the log. https://sqlite.org/fileformat.html#the_write_ahead_log */
  walBytes(): number {
    const { pages } = this.walState()
    return pages === 0 ? 0 : walHeaderBytes + pages * (frameHeaderBytes + this.#pageBytes())
  }

  #pageBytes(): number {
    return Number(this.database.pragma('page_size', { simple: true }))
  }

  /** Begins and ends transactions and savepoints. */
  control(sql: Control): void {
    let query = this.#controls.get(sql)
    if (query === undefined) {
      query = this.database.prepare<[], unknown>(sql)
      this.#controls.set(sql, query)
    }
    query.run()
  }

  #prepare<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Prepared {
    const prepared = this.#known(statement)
    checkParameters(statement.name, prepared.names, params)
    return prepared
  }

  #known<P extends SqlParams, R>(statement: Statement<P, R>): Prepared {
    const known = this.#prepared.get(statement)
    if (known !== undefined) return known
    const { sql, names: places } = positional(statement.sql, () => '?')
    let query = this.database.prepare<SqlValue[], unknown>(sql)
    const columns = query.readonly && query.reader ? query.columns().map(({ name }) => name) : []
    const hasDocument = columns.includes('document')
    if (hasDocument) query = this.database.prepare(withLongTextsAsBytes(sql, columns))
    const prepared = {
      query,
      hasDocument,
      places,
      names: [...new Set(places)],
      isCacheable: isCacheable(statement.sql, query.readonly),
    }
    this.#prepared.set(statement, prepared)
    return prepared
  }
}

/** A write of an unknown shape may change any table; a read of an unknown shape is not cached. */
function isCacheable(sql: string, isReadonly: boolean): boolean {
  const { isKnown, written, tables } = accessSetOf(sql)
  if (!isReadonly) return !isKnown || !uncachedTables.has(written ?? '')
  return isKnown && tables.size > 0 && [...tables].every((table) => !uncachedTables.has(table))
}

/** Positional binding saves 1.3 µs per read and 0.9 µs per write compared to named binding. */
const valuesAt = (places: readonly string[], params: SqlParams): SqlValue[] =>
  places.map((name) => params[name] as SqlValue)

/** Longer documents are read as bytes, in UTF-8. */
const longBytes = 2 * 1024

/**
 * Returns a query that reads long documents as bytes. SQLite's binding decodes non-ASCII UTF-8 character by
 * character: 4 to 17 ms for a megabyte, which Node.js decodes in 0.7. A short document costs nothing extra, one of 3
 * KB in ASCII 2 µs.
 * @param columns the names of the query's columns.
 */
export function withLongTextsAsBytes(sql: string, columns: readonly string[]): string {
  const selected = columns.map((name) => (name === 'document' ? documentOrBytes : `"${name}"`))
  return `SELECT ${selected.join(', ')} FROM (${sql})`
}

const documentOrBytes = `CASE WHEN octet_length(document) > ${longBytes} THEN CAST(document AS BLOB) ELSE document END AS document`

/** Decodes the document of such a row. */
function withText<Row extends object | undefined>(row: Row): Row {
  const read = row as { document?: unknown } | undefined
  if (Buffer.isBuffer(read?.document)) read.document = read.document.toString()
  return row
}
