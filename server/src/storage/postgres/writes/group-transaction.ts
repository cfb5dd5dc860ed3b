import pg from 'pg'
import { areApart, type Step } from '../../footprint.ts'
import type { SqlParams } from '../../statement.ts'
import { raiseChangeStamp, tellsOfChange } from '../change-stamp.ts'
import type { Connection, Row } from '../connection/connection.ts'
import { isConnectionLost, isOvertaken, portError, sqlState } from '../connection/errors.ts'
import type { Prepared } from '../connection/prepared.ts'
import { readSets, runOne, writesOf } from '../connection/run-sets.ts'
import { everywhere, raiseMarks, readMarks } from '../location-marks.ts'
import type { PutOff } from './write-batches.ts'

/** The classes of contactd's advisory locks. The server keeps them apart by database. */
export const lockClasses = { migrations: 445500, database: 445501, location: 445502 } as const

/** What a transaction may wait for, in the server's own settings. */
export interface TransactionLimits {
  lockTimeoutMs: number
  statementTimeoutMs: number
  /** A node that stopped in the middle of a transaction is thrown out after this time. */
  idleTimeoutMs: number
}

/** Why a transaction of a group can't be kept: it may succeed when it is run again. */
export class GroupFailedError extends Error {
  override name = 'GroupFailedError'
}

/** One transaction for many jobs: what was put off, what was written, and how it ends. */
export class GroupTransaction {
  readonly #connection: Connection
  readonly #putOff: PutOff[] = []
  readonly #written: Step[] = []
  readonly #marks = new Map<string, number>()
  #locationIds: readonly string[] | undefined
  #hasSavepoint = false
  #tellsOfChange = false

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /**
   * Begins, and waits for the locks: those of the locations, in the order of their names on every node, or
   * that of the whole database.
   * @param locationIds undefined where a job keeps to no location.
   */
  async begin(locationIds: readonly string[] | undefined, limits: TransactionLimits): Promise<void> {
    this.#locationIds = locationIds
    const begun = this.#connection.control(beginStatement(locationIds, limits))
    const asked = this.#connection.ask(readMarks([everywhere, ...(locationIds ?? [])]))
    const [beginning, marks] = await Promise.allSettled([begun, asked])
    if (beginning.status === 'rejected') throw beginning.reason
    if (marks.status === 'rejected') throw marks.reason
    for (const [id, mark] of marks.value.rows) this.#marks.set(String(id), Number(mark))
  }

  /** What the jobs have written so far. */
  get written(): readonly Step[] {
    return this.#written
  }

  /** The marks that were found under the locks, and whether they are raised with the commit. */
  get marks(): { id: string; mark: number; isRaised: boolean }[] {
    const raised = new Set(this.#written.length > 0 ? (this.#locationIds ?? [everywhere]) : [])
    return [...new Set([...this.#marks.keys(), ...raised])].map((id) => ({
      id,
      mark: this.#marks.get(id) ?? 0,
      isRaised: raised.has(id),
    }))
  }

  /** Reads for many jobs at once, before any of them has written. */
  look(prepared: Prepared, sets: readonly SqlParams[]): Promise<Row[][]> {
    return readSets(this.#connection, prepared, sets)
  }

  /** Reads for one job, after what others and itself have written that it could see. */
  async read(prepared: Prepared, params: SqlParams, own: PutOff[]): Promise<Row[]> {
    const step = { footprint: prepared.footprint, params }
    if ([...this.#putOff, ...own].some((write) => !areApart(stepOf(write), step))) await this.flush(own)
    return (await runOne(this.#connection, prepared, params)).rows
  }

  /** Runs a statement of one job now, behind a savepoint that `undo` goes back to. */
  async execute(
    prepared: Prepared,
    params: SqlParams,
    own: PutOff[],
  ): Promise<{ rows: Row[]; changed: number }> {
    await this.flush(own)
    await this.#savepoint()
    this.#note({ prepared, params })
    return runOne(this.#connection, prepared, params)
  }

  /** Does what was put off by the jobs before, and then, behind a savepoint, what one job has put off. */
  async flush(own: PutOff[]): Promise<void> {
    await this.#send(this.#putOff.splice(0)).then(firstFailure).catch(failGroup)
    if (own.length === 0) return
    await this.#savepoint()
    for (const write of own) this.#note(write)
    await firstFailure(await this.#send(own.splice(0)))
  }

  /** Takes a savepoint for a job before its first statement: a read that fails is undone by it too. */
  savepoint(): Promise<void> {
    return this.#savepoint()
  }

  /** Keeps what a job has done and put off. */
  async keep(own: PutOff[]): Promise<void> {
    this.#putOff.push(...own)
    for (const write of own) this.#note(write)
    if (!this.#hasSavepoint) return
    this.#hasSavepoint = false
    await this.#connection.control('RELEASE SAVEPOINT job')
  }

  /** Takes back what a job has done. What it has put off is not done. */
  async undo(): Promise<void> {
    if (!this.#hasSavepoint) return
    this.#hasSavepoint = false
    await this.#connection.control('ROLLBACK TO SAVEPOINT job; RELEASE SAVEPOINT job')
  }

  /** Whether what was read by those steps is still so, after what jobs before have written. */
  isUntouched(steps: readonly Step[]): boolean {
    return steps.every((step) => this.#written.every((write) => areApart(write, step)))
  }

  /** Does what was put off, and commits. @throws GroupFailedError where it was not committed. */
  async commit(): Promise<void> {
    const writing = await this.#send(this.#putOff.splice(0)).catch(failGroup)
    if (this.#tellsOfChange) writing.push(this.#connection.control(raiseChangeStamp))
    if (this.#written.length > 0) writing.push(this.#connection.ask(raiseMarks(this.#locationIds)))
    await confirmCommit(writing, this.#connection.control('COMMIT'))
  }

  /** Sends writes, those of different statements one behind the other. @returns what to wait for. */
  async #send(writes: PutOff[]): Promise<Promise<unknown>[]> {
    const asks = await writesOf(this.#connection, writes)
    return asks.map((ask) => this.#connection.ask(ask))
  }

  async #savepoint(): Promise<void> {
    if (this.#hasSavepoint) return
    this.#hasSavepoint = true
    await this.#connection.control('SAVEPOINT job')
  }

  #note(write: PutOff): void {
    this.#written.push(stepOf(write))
    this.#tellsOfChange ||= tellsOfChange(write.prepared.footprint)
  }
}

/** What begins a transaction and waits for its locks: see `GroupTransaction.begin`. */
export function beginStatement(
  locationIds: readonly string[] | undefined,
  { lockTimeoutMs, statementTimeoutMs, idleTimeoutMs }: TransactionLimits,
): string {
  const { database, location } = lockClasses
  const shared = locationIds === undefined ? '' : '_shared'
  const locks = [...new Set(locationIds)]
    .sort()
    .map((id) => `SELECT pg_advisory_xact_lock(${location}, hashtext(${pg.escapeLiteral(id)}))`)
  return [
    'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE',
    `SET LOCAL lock_timeout = ${lockTimeoutMs}`,
    `SET LOCAL statement_timeout = ${statementTimeoutMs}`,
    `SET LOCAL idle_in_transaction_session_timeout = ${idleTimeoutMs}`,
    'SET LOCAL synchronous_commit = on',
    `SELECT pg_advisory_xact_lock${shared}(${database}, 0)`,
    ...locks,
  ].join('; ')
}

/**
 * Waits until a transaction is committed.
 * @param sent the answers to what was sent before the COMMIT.
 * @throws GroupFailedError where it was not, StorageUnavailableError where nobody knows.
 */
export async function confirmCommit(
  sent: readonly Promise<unknown>[],
  committing: Promise<string[]>,
): Promise<void> {
  const [written, committed] = await Promise.allSettled([firstFailure(sent), committing])
  // Where the connection was lost behind the COMMIT, nobody knows: it must not be done twice.
  if (committed.status === 'rejected' && isConnectionLost(committed.reason)) throw portError(committed.reason)
  for (const result of [written, committed]) {
    if (result.status === 'rejected') failGroup(result.reason)
  }
  // A COMMIT of a transaction in which a statement failed is answered with ROLLBACK.
  if (committed.status === 'fulfilled' && committed.value.includes('COMMIT')) return
  throw new GroupFailedError('The transaction was rolled back.')
}

/** Nobody knows yet whose write it was: they are run one by one then. */
function failGroup(cause: unknown): never {
  throw new GroupFailedError('A write that was put off failed.', { cause })
}

/** Waits for all. @throws the error of the first that failed: those behind it only fail because of it. */
async function firstFailure(promises: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(promises)
  const failed = results.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

export const stepOf = ({ prepared, params }: PutOff): Step => ({ footprint: prepared.footprint, params })

/** A transaction takes no statement any more. */
const abortedState = '25P02'

/** Whether an error is of the group, not of the job in which it came up. */
export const failsGroup = (error: unknown): boolean =>
  error instanceof GroupFailedError ||
  isOvertaken(error) ||
  isConnectionLost(error) ||
  sqlState(error) === abortedState
