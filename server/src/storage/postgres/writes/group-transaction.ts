import { areDisjoint, type StatementCall } from '../../access-set.ts'
import type { SqlParams } from '../../statement.ts'
import type { WriteScope } from '../../storage.ts'
import { incrementChangeStamp, invalidatesCaches } from '../change-stamp.ts'
import type { Connection, Row } from '../connection/connection.ts'
import {
  isConnectionLost,
  isInFailedTransaction,
  isSerializationFailure,
  unknownOutcome,
} from '../connection/errors.ts'
import type { Prepared } from '../connection/prepared.ts'
import { batchQueries, readBatch, runOne, runWrite } from '../connection/run-batches.ts'
import type { LocationState, LocationStates, TransactionLimits } from './locking.ts'
import type { BufferedStatement } from './write-batches.ts'

/** A transaction of a group failed; it may succeed when it is run again. */
export class GroupFailedError extends Error {
  override name = 'GroupFailedError'
}

/** One transaction for many writes: it buffers their statements, tracks what they have written, and commits. */
export class GroupTransaction {
  readonly #connection: Connection
  readonly #buffered: BufferedStatement[] = []
  readonly #written: StatementCall[] = []
  #states: LocationStates = new Map()
  #incremented: readonly string[] = []
  /** Locations that were locked by a statement after the savepoint. */
  readonly #included: string[] = []
  #hasSavepoint = false
  #invalidatesCaches = false

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Begins, and waits for the locks of the writes' scopes. */
  async begin(scopes: readonly WriteScope[], limits: TransactionLimits): Promise<void> {
    const { locking } = this.#connection.layout
    this.#incremented = locking.versionsOf(scopes)
    this.#states = await locking.begin(this.#connection, scopes, limits)
  }

  /** The statements that the writes have executed or buffered so far. */
  get written(): readonly StatementCall[] {
    return this.#written
  }

  /** The versions that were read under the locks, and whether the commit increments them. */
  get versions(): (LocationState & { id: string; isIncremented: boolean })[] {
    const incremented = new Set(this.#written.length > 0 ? this.#incremented : [])
    return [...new Set([...this.#states.keys(), ...incremented])].map((id) => ({
      id,
      ...(this.#states.get(id) ?? { version: 0, lastNumber: 0 }),
      isIncremented: incremented.has(id),
    }))
  }

  /** Runs one read for many writes, before any of them has written. */
  readBatch(prepared: Prepared, sets: readonly SqlParams[]): Promise<Row[][]> {
    return readBatch(this.#connection, prepared, sets)
  }

  /** Reads for one write, after flushing buffered statements that the read could see. */
  async read(prepared: Prepared, params: SqlParams, own: BufferedStatement[]): Promise<Row[]> {
    const call = { accessSet: prepared.accessSet, params }
    if ([...this.#buffered, ...own].some((statement) => !areDisjoint(callOf(statement), call)))
      await this.flush(own)
    return (await runOne(this.#connection, prepared, params)).rows
  }

  /** Executes a statement of one write immediately, after a savepoint that `undo` returns to. */
  async execute(
    prepared: Prepared,
    params: SqlParams,
    own: BufferedStatement[],
  ): Promise<{ rows: Row[]; changed: number }> {
    await this.flush(own)
    await this.#savepoint()
    this.#note({ prepared, params })
    await this.#include([{ prepared, params }])
    return runWrite(this.#connection, prepared, params, this.#states)
  }

  /** Sends the buffered statements of earlier writes and then, after a savepoint, those of one write. */
  async flush(own: BufferedStatement[]): Promise<void> {
    await this.#send(this.#buffered.splice(0)).then(firstFailure).catch(failGroup)
    if (own.length === 0) return
    await this.#savepoint()
    for (const statement of own) this.#note(statement)
    await firstFailure(await this.#send(own.splice(0)))
  }

  /** Takes a savepoint before the first statement of a write, so that even a failed read can be undone. */
  savepoint(): Promise<void> {
    return this.#savepoint()
  }

  /** Keeps what a write has executed and buffered. */
  async keep(own: BufferedStatement[]): Promise<void> {
    this.#buffered.push(...own)
    for (const statement of own) this.#note(statement)
    if (!this.#hasSavepoint) return
    this.#hasSavepoint = false
    this.#included.length = 0
    await this.#connection.control('RELEASE SAVEPOINT queued_write')
  }

  /** Undoes what a write has executed. Its buffered statements are dropped. */
  async undo(): Promise<void> {
    if (!this.#hasSavepoint) return
    this.#hasSavepoint = false
    // Their locks are released.
    for (const id of this.#included.splice(0)) this.#forget(id)
    await this.#connection.control('ROLLBACK TO SAVEPOINT queued_write; RELEASE SAVEPOINT queued_write')
  }

  /** Whether earlier writes of the group have left the rows of these reads unchanged. */
  isUnchanged(calls: readonly StatementCall[]): boolean {
    return calls.every((call) => this.#written.every((statement) => areDisjoint(statement, call)))
  }

  /** Sends the buffered statements and commits. @throws GroupFailedError if the transaction was not committed. */
  async commit(): Promise<void> {
    const writing = await this.#send(this.#buffered.splice(0)).catch(failGroup)
    if (this.#invalidatesCaches) writing.push(this.#connection.control(incrementChangeStamp))
    if (this.#written.length > 0) writing.push(...this.#incrementVersions())
    await confirmCommit(writing, this.#connection.control('COMMIT'))
  }

  /** Sends statements, batched by kind and in order. @returns their pending results. */
  async #send(statements: BufferedStatement[]): Promise<Promise<unknown>[]> {
    await this.#include(statements)
    const queries = await batchQueries(this.#connection, statements, this.#states)
    return queries.map((query) => this.#connection.query(query))
  }

  #incrementVersions(): Promise<unknown>[] {
    return this.#connection.layout.locking.increment(this.#connection, this.#incremented, this.#states)
  }

  async #include(statements: readonly BufferedStatement[]): Promise<void> {
    const { locking } = this.#connection.layout
    const ids = await locking.include(this.#connection, statements.map(callOf), this.#states)
    if (ids.length === 0) return
    this.#incremented = [...this.#incremented, ...ids]
    if (this.#hasSavepoint) this.#included.push(...ids)
  }

  #forget(id: string): void {
    this.#states.delete(id)
    this.#incremented = this.#incremented.filter((each) => each !== id)
  }

  async #savepoint(): Promise<void> {
    if (this.#hasSavepoint) return
    this.#hasSavepoint = true
    await this.#connection.control('SAVEPOINT queued_write')
  }

  #note(statement: BufferedStatement): void {
    this.#written.push(callOf(statement))
    this.#invalidatesCaches ||= invalidatesCaches(statement.prepared.accessSet)
  }
}

/**
 * Waits until a transaction is committed.
 * @param sent the results of the statements before the COMMIT.
 * @throws GroupFailedError if it was rolled back, StorageUnavailableError if the outcome is unknown.
 */
export async function confirmCommit(
  sent: readonly Promise<unknown>[],
  committing: Promise<string[]>,
): Promise<void> {
  const [written, committed] = await Promise.allSettled([firstFailure(sent), committing])
  if (committed.status === 'rejected') throw unknownOutcome(committed.reason)
  if (written.status === 'rejected') failGroup(written.reason)
  // PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK.
  if (committed.value.includes('COMMIT')) return
  throw new GroupFailedError('The transaction was rolled back.')
}

/** The statement can't be attributed to a write yet: the group then runs one by one. */
export function failGroup(cause: unknown): never {
  throw new GroupFailedError('A buffered statement failed.', { cause })
}

/** Waits for all. @throws the first error: the later ones are only consequences of it. */
async function firstFailure(promises: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(promises)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/** What decides which locks a buffered statement needs. */
export const callOf = ({ prepared, params }: BufferedStatement): StatementCall => ({
  accessSet: prepared.accessSet,
  params,
})

/** Whether an error concerns the group, not the single write in which it occurred. */
export const failsGroup = (error: unknown): boolean =>
  error instanceof GroupFailedError ||
  isSerializationFailure(error) ||
  isConnectionLost(error) ||
  isInFailedTransaction(error)
