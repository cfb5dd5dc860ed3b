import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../lib/clock.ts'
import { StorageUnavailableError, type WriteScope, type WriteTx } from '../storage.ts'
import type { Connection } from './connection.ts'
import { isConnectionLost, isOverdue, isOvertaken, portError } from './errors.ts'
import { GroupFailedError } from './group-transaction.ts'
import type { Session } from './session.ts'
import { type GroupLimits, type Job, runOneByOne, runTogether } from './write-group.ts'

export interface WriterLimits extends GroupLimits {
  queuedJobs: number
  jobsPerGroup: number
  /** How often a group is run again that fell behind another, or whose connection was gone before it began. */
  attempts: number
  closeTimeMs: number
}

export const writerLimits: WriterLimits = {
  queuedJobs: 10_000,
  jobsPerGroup: 256,
  attempts: 5,
  jobTimeMs: 5_000,
  // Longer than a node may be idle: what waits for one that has stopped is done once that one is thrown out.
  lockTimeoutMs: 10_000,
  statementTimeoutMs: 30_000,
  idleTimeoutMs: 5_000,
  closeTimeMs: 10_000,
}

/**
 * The one writer of a node. Writes queue while a group is under way, and the next group takes what waits: so the
 * groups are as large as the load wants them.
 */
export class PostgresWriter {
  readonly #session: Session
  readonly #clock: Clock
  readonly #limits: WriterLimits
  readonly #queue: Job[] = []
  #running: Promise<void> | undefined
  #closed = false

  constructor(session: Session, clock: Clock, limits: WriterLimits) {
    this.#session = session
    this.#clock = clock
    this.#limits = limits
  }

  write<T>(fn: (tx: WriteTx) => Promise<T>, { locationId }: WriteScope = {}): Promise<T> {
    if (this.#closed) return Promise.reject(new StorageUnavailableError('The database is closed.'))
    if (this.#queue.length >= this.#limits.queuedJobs)
      return Promise.reject(new StorageUnavailableError('Too many writes are waiting for the database.'))
    return new Promise((resolve, reject) => {
      const execute = async (tx: WriteTx) => {
        const value = await fn(tx)
        return () => resolve(value)
      }
      this.#queue.push({ locationId, execute, reject })
      this.#running ??= this.#work()
    })
  }

  /** Takes no more writes, and waits for those queued, so long as `closeTimeMs` allows. */
  async close(): Promise<void> {
    this.#closed = true
    const giveUpAt = this.#clock.now() + this.#limits.closeTimeMs
    while (this.#running !== undefined && this.#clock.now() < giveUpAt)
      await Promise.race([this.#running, sleep(100)])
    for (const job of this.#queue.splice(0))
      job.reject(new StorageUnavailableError('The database is closed.'))
    await this.#session.close()
  }

  async #work(): Promise<void> {
    while (this.#queue.length > 0) {
      // Those that come in the same turn go together.
      await new Promise((resolve) => setImmediate(resolve))
      const jobs = this.#queue.splice(0, this.#limits.jobsPerGroup)
      try {
        for (const settle of await this.#runGroup(jobs)) settle()
      } catch (error) {
        for (const job of jobs) job.reject(portError(error))
      }
    }
    this.#running = undefined
  }

  async #runGroup(jobs: readonly Job[]): Promise<(() => void)[]> {
    let run = runTogether
    for (let attempt = 1; ; attempt += 1) {
      const connection = await this.#session.connection()
      try {
        return await run(connection, jobs, this.#limits)
      } catch (error) {
        // Nobody knows whether it was committed: it must not be done twice.
        if (error instanceof StorageUnavailableError) throw error
        const cause = error instanceof GroupFailedError ? (error.cause ?? error) : error
        if (!isConnectionLost(cause)) await this.#rollBack(connection)
        if (attempt >= this.#limits.attempts || isOverdue(cause)) throw cause
        if (isOvertaken(cause)) await sleep(attempt * 10)
        else if (isConnectionLost(cause)) continue
        else if (error instanceof GroupFailedError && run === runTogether) run = runOneByOne
        else throw cause
      }
    }
  }

  /** Where that fails too, the connection is of no use any more. */
  async #rollBack(connection: Connection): Promise<void> {
    try {
      await connection.control('ROLLBACK')
    } catch {
      this.#session.reset()
    }
  }
}
