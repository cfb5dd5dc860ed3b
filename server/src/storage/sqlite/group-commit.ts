import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../lib/clock.ts'
import { StorageUnavailableError, type WriteTx } from '../storage.ts'
import type { Connection } from './connection.ts'
import { defaultBusyTimeMs, isUnavailable, portError, retryWhileBusy } from './errors.ts'
import { JobTx } from './job-tx.ts'
import { KeptRows } from './kept-rows.ts'

/** What bounds the queue, a group, a job, and the wait at close. */
export interface GroupLimits {
  queuedJobs: number
  jobsPerGroup: number
  /** Looked at between jobs: a group is closed once it has run this long. */
  groupTimeMs: number
  /** A job that waits for something other than its transaction is given up when its group is so old. */
  jobTimeMs: number
  /** How long a lock of another process is waited for. */
  busyTimeMs: number
  closeTimeMs: number
}

export const defaultLimits: GroupLimits = {
  queuedJobs: 10_000,
  jobsPerGroup: 256,
  groupTimeMs: 20,
  jobTimeMs: 5_000,
  busyTimeMs: defaultBusyTimeMs,
  closeTimeMs: 10_000,
}

/** A group in which a job failed is done again with savepoints, and so are so many after it. */
const carefulGroups = 100

interface Job {
  /** Runs the job. @returns how to tell its caller of the success, for after the commit. */
  execute(tx: WriteTx): Promise<() => void>
  reject(error: unknown): void
  /** Set where it was given up: it is not run again. */
  overdue?: Error
}

/** What has come of the jobs of one transaction. */
interface Group {
  wrote: boolean
  /** Whether anything was changed that others may have cached. */
  toldOfChange: boolean
  /** How to tell each caller, after the commit. */
  settlements: (() => void)[]
}

/** A job has failed after a change that can't be undone alone: the whole group is to be done again. */
class NotAloneError extends Error {
  override name = 'NotAloneError'
}

/** A job waited for something that is not its transaction. It would do so again. */
class OverdueError extends Error {
  override name = 'OverdueError'
}

/**
 * The one writer. Jobs queue; the next turn of the event loop runs those that wait as one transaction, each
 * undone alone if it fails, and settles their promises when it is on disk. One sync serves them all.
 *
 * A savepoint around each job would cost a tenth of what the store takes, and hardly a job fails after it has
 * changed something: so there is none at first, and where one does, all jobs of the group are run again.
 */
export class GroupCommit {
  readonly #connection: Connection
  readonly #kept: KeptRows
  readonly #clock: Clock
  readonly #limits: GroupLimits
  readonly #afterCommit: () => void
  readonly #queue: Job[] = []
  #scheduled = false
  /** How many want no group to begin. */
  #holds = 0
  #closed = false
  #running: Promise<void> | undefined
  #changes = 0
  /** How many of the next groups have a savepoint around each job. */
  #careful = 0

  /** @param afterCommit called after each commit that may have changed something. */
  constructor(connection: Connection, clock: Clock, limits: GroupLimits, afterCommit: () => void) {
    this.#connection = connection
    this.#kept = new KeptRows(connection)
    this.#clock = clock
    this.#limits = limits
    this.#afterCommit = afterCommit
  }

  /** The number of commits so far that may have changed what others may have cached. */
  get changes(): number {
    return this.#changes
  }

  /** The group whose transaction is open, if one is. */
  get running(): Promise<void> | undefined {
    return this.#running
  }

  write<T>(fn: (tx: WriteTx) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new StorageUnavailableError('The database is closed.'))
    if (this.#queue.length >= this.#limits.queuedJobs) {
      return Promise.reject(new StorageUnavailableError('Too many writes are waiting for the database.'))
    }
    return new Promise((resolve, reject) => {
      const execute = async (tx: WriteTx) => {
        const value = await fn(tx)
        return () => resolve(value)
      }
      this.#queue.push({ execute, reject })
      this.#schedule()
    })
  }

  /** Runs `work` while no group is open; writes wait in the queue meanwhile. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#holds += 1
    try {
      await this.#running
      return await work()
    } finally {
      this.#holds -= 1
      this.#schedule()
    }
  }

  /** Takes no more writes, and waits for those queued, so long as `closeTimeMs` allows. */
  async close(): Promise<void> {
    this.#closed = true
    const giveUpAt = this.#clock.now() + this.#limits.closeTimeMs
    while ((this.#queue.length > 0 || this.#running !== undefined) && this.#clock.now() < giveUpAt) {
      await (this.#running ?? sleep(1))
    }
    for (const job of this.#queue.splice(0))
      job.reject(new StorageUnavailableError('The database is closed.'))
    await this.#running
  }

  #schedule(): void {
    if (this.#scheduled || this.#holds > 0 || this.#running !== undefined || this.#queue.length === 0) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      if (this.#holds > 0) return
      this.#running = this.#runGroup().finally(() => {
        this.#running = undefined
        this.#schedule()
      })
    })
  }

  async #runGroup(): Promise<void> {
    const waiting = this.#queue.length
    const taken: Job[] = []
    let group: Group
    try {
      await retryWhileBusy(() => this.#begin(), this.#limits.busyTimeMs)
      group = await this.#runJobs(taken)
      if (this.#careful > 0) this.#careful -= 1
      await retryWhileBusy(() => this.#connection.control('COMMIT'), this.#limits.busyTimeMs)
    } catch (error) {
      this.#rollBack()
      this.#kept.forget()
      // Where the lock could not be had, those who waited for it from the start have waited long enough.
      if (taken.length === 0) taken.push(...this.#queue.splice(0, waiting))
      for (const job of taken) job.reject(portError(error))
      return
    }
    if (group.toldOfChange) this.#changes += 1
    for (const settle of group.settlements) settle()
    if (group.wrote) this.#afterCommit()
  }

  #begin(): void {
    // Open still only where the disk failed so badly that the last ROLLBACK did too.
    if (this.#connection.database.inTransaction) this.#connection.control('ROLLBACK')
    this.#connection.control('BEGIN IMMEDIATE')
    this.#kept.begin()
  }

  /** @param taken receives each job that was begun. @throws what fails the whole group. */
  async #runJobs(taken: Job[]): Promise<Group> {
    const { jobsPerGroup, groupTimeMs } = this.#limits
    const startedAt = this.#clock.now()
    const next = () => {
      if (taken.length >= jobsPerGroup || this.#clock.now() - startedAt >= groupTimeMs) return undefined
      const job = this.#queue.shift()
      if (job !== undefined) taken.push(job)
      return job
    }
    try {
      return await this.#runEach(next)
    } catch (error) {
      if (!(error instanceof NotAloneError)) throw error
    }
    // This one is counted too.
    this.#careful = carefulGroups + 1
    this.#connection.control('ROLLBACK')
    this.#kept.forget()
    // Nobody else is known to have waited for the lock, but somebody may have it now.
    await retryWhileBusy(() => this.#begin(), this.#limits.busyTimeMs)
    const again = taken.values()
    return this.#runEach(() => again.next().value)
  }

  /** Runs the jobs that `next` hands out, to its end. @throws what fails the whole group. */
  async #runEach(next: () => Job | undefined): Promise<Group> {
    const group: Group = { wrote: false, toldOfChange: false, settlements: [] }
    const overdue = overdueAfter(this.#limits.jobTimeMs)
    try {
      for (let job = next(); job !== undefined; job = next()) {
        const tx = new JobTx(this.#connection, this.#kept, this.#careful > 0)
        group.settlements.push(await this.#runJob(job, tx, overdue.promise))
        group.wrote ||= tx.wrote
        group.toldOfChange ||= tx.toldOfChange
      }
    } finally {
      overdue.clear()
    }
    return group
  }

  /** @returns how to settle the job after the commit. @throws what fails the whole group. */
  async #runJob(job: Job, tx: JobTx, overdue: Promise<never>): Promise<() => void> {
    if (job.overdue !== undefined) return () => job.reject(job.overdue)
    try {
      const settle = await Promise.race([job.execute(tx), overdue])
      tx.keep()
      return settle
    } catch (error) {
      // On a full disk SQLite may have rolled back the whole transaction by itself.
      if (isUnavailable(error) || !this.#connection.database.inTransaction) throw error
      if (error instanceof OverdueError) job.overdue = error
      if (!tx.undo()) throw new NotAloneError('The group is to be done again.', { cause: error })
      return () => job.reject(error)
    }
  }

  #rollBack(): void {
    try {
      if (this.#connection.database.inTransaction) this.#connection.control('ROLLBACK')
    } catch {
      // The disk is failing: what failed the group is told to its callers, and the next group tries again.
    }
  }
}

/** Rejects after that time, once for all jobs of a group. */
function overdueAfter(timeMs: number): { promise: Promise<never>; clear: () => void } {
  const { promise, reject } = Promise.withResolvers<never>()
  const tooLate = () =>
    reject(new OverdueError(`A write waited ${timeMs} ms for something not its transaction.`))
  const timer = setTimeout(tooLate, timeMs)
  // Nobody listens between two jobs.
  promise.catch(() => {})
  return { promise, clear: () => clearTimeout(timer) }
}
