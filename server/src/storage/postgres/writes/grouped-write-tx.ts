import type { StatementCall } from '../../access-set.ts'
import type { SqlParams, Statement } from '../../statement.ts'
import type { WriteScope, WriteTx } from '../../storage.ts'
import type { Row } from '../connection/connection.ts'
import { isUnavailable } from '../connection/errors.ts'
import { type Prepared, prepare } from '../connection/prepared.ts'
import { failsGroup, type GroupTransaction } from './group-transaction.ts'
import { refuseOutside } from './refuse-outside.ts'
import type { BufferedStatement } from './write-batches.ts'

/** Queues a read that is sent together with those of other writes. */
export type BatchedRead = (prepared: Prepared, params: SqlParams) => Promise<Row[]>

/** The transaction operations that a write uses once it has its turn. */
export type SharedTransaction = Pick<GroupTransaction, 'read' | 'execute' | 'keep' | 'undo'>

/** A read of the read set, with its rows once they have arrived. */
export interface OptimisticRead extends StatementCall {
  prepared: Prepared
  params: SqlParams
  rows: Row[] | undefined
}

export interface GroupedWriteTxOptions {
  transaction: SharedTransaction
  scope: WriteScope
  /** Reads before any write of the group has its turn; undefined if it is this write's turn already. */
  readBatched?: BatchedRead
  /** Whether statements are executed immediately, so that a failed one is identified. */
  isImmediate: boolean
}

/**
 * One write's view of its group's transaction. Until its first statement that writes, it reads concurrently with the
 * others; there it waits for its turn, and then it runs alone.
 */
export class GroupedWriteTx implements WriteTx {
  readonly #transaction: SharedTransaction
  readonly #scope: WriteScope
  readonly #isImmediate: boolean
  readonly #readSet: OptimisticRead[] = []
  readonly #buffered: BufferedStatement[] = []
  readonly #turn = Promise.withResolvers<void>()
  readonly #waiting = Promise.withResolvers<void>()
  #readBatched: BatchedRead | undefined
  #ended = false
  #pending = 0
  #failure: { error: unknown } | undefined

  constructor({ transaction, scope, readBatched, isImmediate }: GroupedWriteTxOptions) {
    this.#transaction = transaction
    this.#scope = scope
    this.#isImmediate = isImmediate
    this.#readBatched = readBatched
    if (readBatched === undefined) this.#turn.resolve()
  }

  /** Resolves when the write wants to execute its first statement and waits for its turn. */
  get waiting(): Promise<void> {
    return this.#waiting.promise
  }

  /** Whether it waits for the database. */
  get isQuerying(): boolean {
    return this.#pending > 0
  }

  /** What it has read concurrently with others, and must find unchanged. */
  get readSet(): readonly OptimisticRead[] {
    return this.#readSet
  }

  /**
   * The error that fails the whole group, if any. After a failed statement PostgreSQL accepts no other until a
   * rollback to a savepoint, and writes that are batched have none.
   */
  get groupFailure(): unknown {
    const error = this.#failure?.error
    return error !== undefined && (!this.#isImmediate || failsGroup(error)) ? error : undefined
  }

  /** The error with which the database could not execute a statement now (a locked row, a full disk), if any. */
  get blockingError(): unknown {
    const error = this.#failure?.error
    return isUnavailable(error) ? error : undefined
  }

  /** Starts the write's turn. */
  takeTurn(): void {
    this.#readBatched = undefined
    this.#turn.resolve()
  }

  async get<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R | undefined> {
    const [row] = await this.#rows(statement, params)
    return row as R | undefined
  }

  async all<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R[]> {
    return (await this.#rows(statement, params)) as R[]
  }

  async run<P extends SqlParams>(statement: Statement<P, never>, params: P): Promise<void> {
    const prepared = this.#check(statement, params)
    await this.#waitForTurn(prepared)
    if (this.#isImmediate)
      await this.#track(() => this.#transaction.execute(prepared, params, this.#buffered))
    else this.#buffered.push({ prepared, params })
  }

  async change<P extends SqlParams>(statement: Statement<P, never>, params: P): Promise<number> {
    const prepared = this.#check(statement, params)
    await this.#waitForTurn(prepared)
    return this.#track(
      async () => (await this.#transaction.execute(prepared, params, this.#buffered)).changed,
    )
  }

  /** Keeps what the write did. @throws the error of the statement that failed, if any. */
  async keep(): Promise<void> {
    this.#ended = true
    if (this.#failure !== undefined) throw this.#failure.error
    await this.#transaction.keep(this.#buffered)
  }

  async undo(): Promise<void> {
    this.#ended = true
    await this.#transaction.undo()
  }

  /** Refuses all further statements. */
  end(): void {
    this.#ended = true
  }

  async #rows<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<Row[]> {
    const prepared = this.#check(statement, params)
    if (!prepared.accessSet.isRead) {
      await this.#waitForTurn(prepared)
      return this.#track(async () => (await this.#transaction.execute(prepared, params, this.#buffered)).rows)
    }
    const readBatched = this.#readBatched
    if (readBatched === undefined)
      return this.#track(() => this.#transaction.read(prepared, params, this.#buffered))
    const read: OptimisticRead = { prepared, accessSet: prepared.accessSet, params, rows: undefined }
    if (!prepared.mayBeStale) this.#readSet.push(read)
    read.rows = await this.#track(() => readBatched(prepared, params))
    return read.rows
  }

  #check<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Prepared {
    if (this.#ended) throw new Error(`The statement ${statement.name} came after its transaction had ended.`)
    if (this.#failure !== undefined) throw this.#failure.error
    const prepared = prepare(statement)
    prepared.check(params)
    refuseOutside(this.#scope, prepared, params)
    return prepared
  }

  async #waitForTurn(prepared: Prepared): Promise<void> {
    this.#waiting.resolve()
    await this.#turn.promise
    if (this.#ended)
      throw new Error(`The statement ${prepared.statementName} came after its transaction had ended.`)
  }

  async #track<T>(execute: () => Promise<T>): Promise<T> {
    this.#pending += 1
    try {
      return await execute()
    } catch (error) {
      this.#failure ??= { error }
      throw error
    } finally {
      this.#pending -= 1
    }
  }
}
