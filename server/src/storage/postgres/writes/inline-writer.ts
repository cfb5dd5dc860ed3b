import type { SqlParams, Statement } from '../../statement.ts'
import { StorageUnavailableError, type WriteScope, type WriteTx } from '../../storage.ts'
import { incrementChangeStamp, invalidatesCaches } from '../change-stamp.ts'
import type { Connection, Row } from '../connection/connection.ts'
import { portError, unknownOutcome } from '../connection/errors.ts'
import { prepare } from '../connection/prepared.ts'
import { runOne, runWrite } from '../connection/run-batches.ts'
import type { Session } from '../connection/session.ts'
import type { LocationStates, TransactionLimits } from './locking.ts'
import { refuseOutside } from './refuse-outside.ts'
import type { Writer } from './writer.ts'

/**
 * The simplest writer: one transaction per write, statement by statement, one write after the other. It is the
 * reference for `PostgresWriter`: for its behaviour in the tests, and for its speed in the benchmark.
 */
export class InlineWriter implements Writer {
  readonly #session: Session
  readonly #limits: TransactionLimits
  #last: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(session: Session, limits: TransactionLimits) {
    this.#session = session
    this.#limits = limits
  }

  write<T>(fn: (tx: WriteTx) => Promise<T>, scope: WriteScope): Promise<T> {
    if (this.#closed) return Promise.reject(new StorageUnavailableError('The database is closed.'))
    const done = this.#last.then(() => this.#run(fn, scope))
    this.#last = done.catch(() => undefined)
    return done
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#last
    await this.#session.close()
  }

  async #run<T>(fn: (tx: WriteTx) => Promise<T>, scope: WriteScope): Promise<T> {
    try {
      const connection = await this.#session.connection()
      const tx = new InlineTx(connection, scope)
      try {
        await tx.begin(this.#limits)
        const value = await fn(tx)
        await tx.commit()
        return value
      } catch (error) {
        tx.end()
        await connection.control('ROLLBACK').catch(() => this.#session.reset())
        throw error
      }
    } catch (error) {
      throw portError(error)
    }
  }
}

class InlineTx implements WriteTx {
  readonly #connection: Connection
  readonly #scope: WriteScope
  #states: LocationStates = new Map()
  #incremented: readonly string[] = []
  #ended = false
  #failure: { error: unknown } | undefined
  #hasWritten = false
  #invalidatesCaches = false

  constructor(connection: Connection, scope: WriteScope) {
    this.#connection = connection
    this.#scope = scope
  }

  /** Begins, and waits for the lock of its scope. */
  async begin(limits: TransactionLimits): Promise<void> {
    const { locking } = this.#connection.layout
    this.#states = await locking.begin(this.#connection, [this.#scope], limits)
    this.#incremented = locking.versionsOf([this.#scope])
  }

  async get<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R | undefined> {
    const { rows } = await this.#run(statement, params)
    return rows[0] as R | undefined
  }

  async all<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R[]> {
    return (await this.#run(statement, params)).rows as R[]
  }

  async run<P extends SqlParams>(statement: Statement<P, never>, params: P): Promise<void> {
    await this.#run(statement, params)
  }

  async change<P extends SqlParams>(statement: Statement<P, never>, params: P): Promise<number> {
    return (await this.#run(statement, params)).changed
  }

  end(): void {
    this.#ended = true
  }

  async commit(): Promise<void> {
    this.end()
    if (this.#failure !== undefined) throw this.#failure.error
    const { locking } = this.#connection.layout
    if (this.#hasWritten)
      await Promise.all(locking.increment(this.#connection, this.#incremented, this.#states))
    if (this.#invalidatesCaches) await this.#connection.control(incrementChangeStamp)
    await this.#connection.control('COMMIT').catch((error: unknown) => {
      throw unknownOutcome(error)
    })
  }

  async #run<P extends SqlParams, R>(
    statement: Statement<P, R>,
    params: P,
  ): Promise<{ rows: Row[]; changed: number }> {
    if (this.#ended) throw new Error(`The statement ${statement.name} came after its transaction had ended.`)
    const prepared = prepare(statement)
    prepared.check(params)
    refuseOutside(this.#scope, prepared, params)
    this.#hasWritten ||= !prepared.accessSet.isRead
    this.#invalidatesCaches ||= invalidatesCaches(prepared.accessSet)
    try {
      if (prepared.accessSet.isRead) return await runOne(this.#connection, prepared, params)
      const { locking } = this.#connection.layout
      const call = { accessSet: prepared.accessSet, params }
      const included = await locking.include(this.#connection, [call], this.#states)
      this.#incremented = [...this.#incremented, ...included]
      return await runWrite(this.#connection, prepared, params, this.#states)
    } catch (error) {
      this.#failure ??= { error }
      throw error
    }
  }
}
