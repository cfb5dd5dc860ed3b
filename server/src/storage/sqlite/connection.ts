import Database from 'better-sqlite3'
import type { SqlParams, Statement } from '../statement.ts'
import { PreparedStatement } from './prepared-statement.ts'

type Control =
  | 'BEGIN'
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
  readonly #prepared = new WeakMap<object, unknown>()
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

  /** The statement for this connection. @throws an error of SQLite if it can't be prepared. */
  prepare<P extends SqlParams, R>(statement: Statement<P, R>): PreparedStatement<P, R> {
    const known = this.#prepared.get(statement)
    if (known !== undefined) return known as PreparedStatement<P, R>
    const prepared = new PreparedStatement(this.database, statement)
    this.#prepared.set(statement, prepared)
    return prepared
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
}
