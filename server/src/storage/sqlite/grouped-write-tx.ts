import type { SqlParams, Statement } from '../statement.ts'
import type { WriteTx } from '../storage.ts'
import type { Connection } from './connection.ts'
import type { PreparedStatement } from './prepared-statement.ts'
import type { RowCache } from './row-cache.ts'

/**
 * One write's view of a group's transaction. With savepoints, it takes one at the first statement that changes
 * something, so a write that only reads, or refuses its input, has no cost.
 */
export class GroupedWriteTx implements WriteTx {
  readonly #connection: Connection
  readonly #rowCache: RowCache
  readonly #hasSavepoint: boolean
  #ended = false
  #wrote = false
  #invalidatedCaches = false
  #writtenLength = 0
  #failure: { error: unknown } | undefined

  /** @param hasSavepoint whether the write can be undone alone after a change. */
  constructor(connection: Connection, rowCache: RowCache, hasSavepoint: boolean) {
    this.#connection = connection
    this.#rowCache = rowCache
    this.#hasSavepoint = hasSavepoint
  }

  get<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R | undefined> {
    return this.#step(statement, (prepared) => this.#rowCache.get(prepared, params))
  }

  all<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R[]> {
    return this.#step(statement, (prepared) => prepared.all(params))
  }

  run<P extends SqlParams>(statement: Statement<P, never>, params: P): Promise<void> {
    return this.#step(statement, (prepared) => void this.#run(prepared, params))
  }

  change<P extends SqlParams>(statement: Statement<P, never>, params: P): Promise<number> {
    return this.#step(statement, (prepared) => this.#run(prepared, params))
  }

  #run<P extends SqlParams>(prepared: PreparedStatement<P, never>, params: P): number {
    for (const name in params) {
      const value = params[name]
      if (typeof value === 'string' || Buffer.isBuffer(value)) this.#writtenLength += value.length
    }
    return prepared.run(params)
  }

  /** Whether anything may have changed. */
  get wrote(): boolean {
    return this.#wrote
  }

  /** Whether rows that others cache may have changed. */
  get invalidatedCaches(): boolean {
    return this.#invalidatedCaches
  }

  /** The length of the text and bytes written, in UTF-16 units and bytes. */
  get writtenLength(): number {
    return this.#writtenLength
  }

  /** Keeps the write's changes in its group. @throws the error of the statement that failed, if any. */
  keep(): void {
    this.#ended = true
    if (this.#failure !== undefined) throw this.#failure.error
    if (this.#wrote && this.#hasSavepoint) this.#connection.control('RELEASE queued_write')
  }

  /** Undoes the write's changes and no others. @returns false if that is impossible. */
  undo(): boolean {
    this.#ended = true
    if (!this.#wrote) return true
    if (!this.#hasSavepoint) return false
    this.#connection.control('ROLLBACK TO queued_write')
    this.#connection.control('RELEASE queued_write')
    this.#wrote = false
    if (this.#invalidatedCaches) this.#rowCache.forget()
    this.#invalidatedCaches = false
    return true
  }

  /** Runs at once. The promise that it returns is settled already: an async function would take two turns more. */
  #step<P extends SqlParams, R, T>(
    statement: Statement<P, R>,
    execute: (prepared: PreparedStatement<P, R>) => T,
  ): Promise<T> {
    if (this.#ended)
      return Promise.reject(
        new Error(`The statement ${statement.name} came after its transaction had ended.`),
      )
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error)
    try {
      const prepared = this.#connection.prepare(statement)
      if (!prepared.isReadonly) this.#beforeChange(prepared)
      return Promise.resolve(execute(prepared))
    } catch (error) {
      this.#failure = { error }
      return Promise.reject(error)
    }
  }

  #beforeChange({
    invalidatesCaches,
  }: Pick<PreparedStatement<SqlParams, unknown>, 'invalidatesCaches'>): void {
    if (!this.#wrote && this.#hasSavepoint) this.#connection.control('SAVEPOINT queued_write')
    this.#wrote = true
    if (!invalidatesCaches) return
    this.#invalidatedCaches = true
    this.#rowCache.forget()
  }
}
