import Database from 'better-sqlite3'
import { checkParameters, parameterNames } from '../parameters.ts'
import type { SqlParams, Statement } from '../statement.ts'

interface Prepared {
  query: Database.Statement<[SqlParams], unknown>
  names: readonly string[]
}

type Control = 'BEGIN IMMEDIATE' | 'COMMIT' | 'ROLLBACK' | 'SAVEPOINT job' | 'RELEASE job' | 'ROLLBACK TO job'

/** One connection, with each statement prepared at its first use and then kept. */
export class Connection {
  readonly database: Database.Database
  readonly #prepared = new WeakMap<object, Prepared>()
  readonly #controls = new Map<Control, Database.Statement<[], unknown>>()
  #dataVersion: Database.Statement<[], number> | undefined
  #walState: Database.Statement<[], { log: number; checkpointed: number }> | undefined

  /** @param file undefined for a database in memory. */
  constructor(file: string | undefined, options: { readonly: boolean }) {
    // timeout 0: a lock is waited for with the event loop free, see retryWhileBusy.
    this.database = new Database(file ?? ':memory:', { readonly: options.readonly, timeout: 0 })
  }

  /** Whether the statement leaves the database as it is. */
  isReadonly<P extends SqlParams, R>(statement: Statement<P, R>): boolean {
    return this.#prepare(statement).query.readonly
  }

  get<P extends SqlParams, R>(statement: Statement<P, R>, params: P): R | undefined {
    return this.#bound(statement, params).get(params) as R | undefined
  }

  all<P extends SqlParams, R>(statement: Statement<P, R>, params: P): R[] {
    return this.#bound(statement, params).all(params) as R[]
  }

  /** @returns the number of rows changed. */
  run<P extends SqlParams>(statement: Statement<P, never>, params: P): number {
    return this.#bound(statement, params).run(params).changes
  }

  /** `PRAGMA data_version`: changes with each commit of another connection. */
  dataVersion(): number {
    this.#dataVersion ??= this.database.prepare<[], number>('PRAGMA data_version').pluck()
    return Number(this.#dataVersion.get())
  }

  /** How many pages the write-ahead log has, and how many of them are not yet copied into the database. */
  walState(): { pages: number; pagesLeft: number } {
    // NOOP looks and copies nothing. 5 µs.
    this.#walState ??= this.database.prepare('PRAGMA wal_checkpoint(NOOP)')
    const { log, checkpointed } = this.#walState.get() ?? { log: 0, checkpointed: 0 }
    return { pages: log, pagesLeft: log - checkpointed }
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

  #bound<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Prepared['query'] {
    const { query, names } = this.#prepare(statement)
    checkParameters(statement.name, names, params)
    return query
  }

  #prepare<P extends SqlParams, R>(statement: Statement<P, R>): Prepared {
    const known = this.#prepared.get(statement)
    if (known !== undefined) return known
    const query = this.database.prepare<[SqlParams], unknown>(statement.sql)
    const prepared = { query, names: parameterNames(statement.sql) }
    this.#prepared.set(statement, prepared)
    return prepared
  }
}
