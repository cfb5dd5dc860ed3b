import type { SqlParams, Statement } from '../statement.ts'
import type { WriteTx } from '../storage.ts'
import type { Connection } from './connection.ts'
import type { KeptRows } from './kept-rows.ts'

/**
 * One job's view of a group's transaction. Where it can be undone alone, it is by a savepoint that is taken at
 * the first statement that changes something, so that a job that only looks, or refuses its input, pays for none.
 */
export class JobTx implements WriteTx {
  readonly #connection: Connection
  readonly #kept: KeptRows
  readonly #isAlone: boolean
  #ended = false
  #wrote = false
  #toldOfChange = false
  #failure: { error: unknown } | undefined

  /** @param isAlone whether it can be undone after it has changed something, and its group not with it. */
  constructor(connection: Connection, kept: KeptRows, isAlone: boolean) {
    this.#connection = connection
    this.#kept = kept
    this.#isAlone = isAlone
  }

  get<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R | undefined> {
    return this.#step(statement, () => this.#kept.get(statement, params))
  }

  all<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R[]> {
    return this.#step(statement, () => this.#connection.all(statement, params))
  }

  run<P extends SqlParams>(statement: Statement<P, never>, params: P): Promise<void> {
    return this.#step(statement, () => void this.#connection.run(statement, params))
  }

  change<P extends SqlParams>(statement: Statement<P, never>, params: P): Promise<number> {
    return this.#step(statement, () => this.#connection.run(statement, params))
  }

  /** Whether anything may have been changed. */
  get wrote(): boolean {
    return this.#wrote
  }

  /** Whether anything may have been changed that others may have cached. */
  get toldOfChange(): boolean {
    return this.#toldOfChange
  }

  /** Keeps what the job did as part of its group. @throws the error of the statement that failed, if one did. */
  keep(): void {
    this.#ended = true
    if (this.#failure !== undefined) throw this.#failure.error
    if (this.#wrote && this.#isAlone) this.#connection.control('RELEASE job')
  }

  /** Takes back all that the job did, and nothing else. @returns false where that can't be done. */
  undo(): boolean {
    this.#ended = true
    if (!this.#wrote) return true
    if (!this.#isAlone) return false
    this.#connection.control('ROLLBACK TO job')
    this.#connection.control('RELEASE job')
    this.#wrote = false
    if (this.#toldOfChange) this.#kept.forget()
    this.#toldOfChange = false
    return true
  }

  async #step<P extends SqlParams, R, T>(statement: Statement<P, R>, execute: () => T): Promise<T> {
    if (this.#ended) throw new Error(`The statement ${statement.name} came after its transaction had ended.`)
    if (this.#failure !== undefined) throw this.#failure.error
    try {
      if (!this.#wrote && !this.#connection.isReadonly(statement)) {
        if (this.#isAlone) this.#connection.control('SAVEPOINT job')
        this.#wrote = true
      }
      if (this.#connection.tellsOfChange(statement)) {
        this.#toldOfChange = true
        this.#kept.forget()
      }
      return execute()
    } catch (error) {
      this.#failure = { error }
      throw error
    }
  }
}
