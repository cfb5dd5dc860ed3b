import type { Step } from '../../footprint.ts'
import type { SqlParams, Statement } from '../../statement.ts'
import type { WriteTx } from '../../storage.ts'
import type { Row } from '../connection/connection.ts'
import { isUnavailable } from '../connection/errors.ts'
import { type Prepared, prepare } from '../connection/prepared.ts'
import { failsGroup, type GroupTransaction } from './group-transaction.ts'
import type { PutOff } from './write-batches.ts'

/** Asks a read beside those of the other jobs that are looking. */
export type Look = (prepared: Prepared, params: SqlParams) => Promise<Row[]>

/** What a job asks of its transaction once it writes. */
export type JobTransaction = Pick<GroupTransaction, 'read' | 'execute' | 'keep' | 'undo'>

/** What a job has looked at, with what it saw there once that has come. */
export interface Looked extends Step {
  prepared: Prepared
  params: SqlParams
  rows: Row[] | undefined
}

export interface JobTxOptions {
  transaction: JobTransaction
  locationId: string | undefined
  /** Looks while no job has written yet; left out where the job's turn has come already. */
  look?: Look
  /** Whether writes are done as they come, so that the one that fails is known. */
  atOnce: boolean
}

/**
 * One job's view of its group's transaction. Until its first write it looks, beside the others; there it waits for
 * its turn, and then it alone goes on.
 */
export class JobTx implements WriteTx {
  readonly #transaction: JobTransaction
  readonly #locationId: string | undefined
  readonly #atOnce: boolean
  readonly #looked: Looked[] = []
  readonly #putOff: PutOff[] = []
  readonly #turn = Promise.withResolvers<void>()
  readonly #waiting = Promise.withResolvers<void>()
  #look: Look | undefined
  #ended = false
  #steps = 0
  #failure: { error: unknown } | undefined

  constructor({ transaction, locationId, look, atOnce }: JobTxOptions) {
    this.#transaction = transaction
    this.#locationId = locationId
    this.#atOnce = atOnce
    this.#look = look
    if (look === undefined) this.#turn.resolve()
  }

  /** Resolves when the job wants to write, and waits for its turn. */
  get waiting(): Promise<void> {
    return this.#waiting.promise
  }

  /** Whether it waits for a statement: for nobody but the database. */
  get isAsking(): boolean {
    return this.#steps > 0
  }

  /** What it has read beside the others. */
  get looked(): readonly Looked[] {
    return this.#looked
  }

  /**
   * Why the whole group fails, if it does. After a statement that failed, PostgreSQL takes no other before the
   * transaction has gone back to a savepoint, and jobs together have none.
   */
  get groupFailure(): unknown {
    const error = this.#failure?.error
    return error !== undefined && (!this.#atOnce || failsGroup(error)) ? error : undefined
  }

  /** Why the database couldn't take a statement of it, if it couldn't: a row that was locked for too long, a full disk. */
  get hindrance(): unknown {
    const error = this.#failure?.error
    return isUnavailable(error) ? error : undefined
  }

  /** Lets the job write. */
  takeTurn(): void {
    this.#look = undefined
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
    await this.#myTurn(prepared, params)
    if (this.#atOnce) await this.#step(() => this.#transaction.execute(prepared, params, this.#putOff))
    else this.#putOff.push({ prepared, params })
  }

  async change<P extends SqlParams>(statement: Statement<P, never>, params: P): Promise<number> {
    const prepared = this.#check(statement, params)
    await this.#myTurn(prepared, params)
    return this.#step(async () => (await this.#transaction.execute(prepared, params, this.#putOff)).changed)
  }

  /** Keeps what the job did. @throws the error of the statement that failed, if one did. */
  async keep(): Promise<void> {
    this.#ended = true
    if (this.#failure !== undefined) throw this.#failure.error
    await this.#transaction.keep(this.#putOff)
  }

  async undo(): Promise<void> {
    this.#ended = true
    await this.#transaction.undo()
  }

  /** Whatever the job still asks is refused. */
  end(): void {
    this.#ended = true
  }

  async #rows<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<Row[]> {
    const prepared = this.#check(statement, params)
    if (!prepared.footprint.isRead) {
      await this.#myTurn(prepared, params)
      return this.#step(async () => (await this.#transaction.execute(prepared, params, this.#putOff)).rows)
    }
    const look = this.#look
    if (look === undefined) return this.#step(() => this.#transaction.read(prepared, params, this.#putOff))
    const looked: Looked = { prepared, footprint: prepared.footprint, params, rows: undefined }
    this.#looked.push(looked)
    looked.rows = await this.#step(() => look(prepared, params))
    return looked.rows
  }

  #check<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Prepared {
    if (this.#ended) throw new Error(`The statement ${statement.name} came after its transaction had ended.`)
    if (this.#failure !== undefined) throw this.#failure.error
    const prepared = prepare(statement)
    prepared.check(params)
    return prepared
  }

  async #myTurn(prepared: Prepared, params: SqlParams): Promise<void> {
    this.#refuseOutside(prepared, params)
    this.#waiting.resolve()
    await this.#turn.promise
    if (this.#ended)
      throw new Error(`The statement ${prepared.statementName} came after its transaction had ended.`)
  }

  /** A write that keeps to a location holds that location's lock alone. */
  #refuseOutside({ footprint, statementName }: Prepared, params: SqlParams): void {
    if (this.#locationId === undefined) return
    const parameter = footprint.keys.get('location_id')
    if (parameter !== undefined && params[parameter] === this.#locationId) return
    throw new Error(`The statement ${statementName} writes outside of the location that its write keeps to.`)
  }

  async #step<T>(execute: () => Promise<T>): Promise<T> {
    this.#steps += 1
    try {
      return await execute()
    } catch (error) {
      this.#failure ??= { error }
      throw error
    } finally {
      this.#steps -= 1
    }
  }
}
