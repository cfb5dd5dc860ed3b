import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../../lib/clock.ts'
import { StorageUnavailableError, type WriteScope, type WriteTx } from '../../storage.ts'
import { portError } from '../connection/errors.ts'
import type { Session } from '../connection/session.ts'
import type { ReadBatches } from '../reads/read-batches.ts'
import { commitAhead } from './groups-ahead.ts'
import { JobAhead } from './job-ahead.ts'
import { KeptLooks } from './kept-looks.ts'
import { KnownMarks } from './known-marks.ts'
import { type LockedGroupLimits, runLocked } from './locked-groups.ts'
import { OwnWrites } from './own-writes.ts'
import type { Job } from './write-group.ts'

export interface WriterLimits extends LockedGroupLimits {
  queuedJobs: number
  jobsPerGroup: number
  closeTimeMs: number
}

export const writerLimits: WriterLimits = {
  queuedJobs: 10_000,
  jobsPerGroup: 256,
  attempts: 5,
  // Twice that, at looking and at writing, is less than a transaction may be idle: those beside what hangs are kept.
  jobTimeMs: 2_000,
  // Longer than a node may be idle: what waits for one that has stopped is done once that one is thrown out.
  lockTimeoutMs: 10_000,
  statementTimeoutMs: 30_000,
  idleTimeoutMs: 5_000,
  closeTimeMs: 10_000,
}

/**
 * The one writer of a node. Writes of a location look ahead while a group is under way, and those that are ready then
 * make the next one. What can't be made ready so waits for the locks first, and looks then. The groups are as large
 * as the load wants them.
 */
export class PostgresWriter {
  readonly #session: Session
  readonly #clock: Clock
  readonly #limits: WriterLimits
  /** Those that wait for their locks. */
  readonly #locked: Job[] = []
  readonly #ahead = new Set<JobAhead>()
  readonly #looks: KeptLooks
  readonly #marks: KnownMarks
  readonly #own: OwnWrites
  #ready = Promise.withResolvers<void>()
  #running: Promise<void> | undefined
  #closed = false
  /** When it was last looked for jobs that are overdue, in milliseconds since 1970. */
  #lookedForOverdue = 0

  constructor(session: Session, reads: ReadBatches, clock: Clock, limits: WriterLimits) {
    this.#session = session
    this.#looks = new KeptLooks((prepared, params) => reads.rows(prepared, params))
    this.#marks = new KnownMarks(() => this.#looks.forgetAll())
    this.#own = new OwnWrites((written) => this.#looks.forgetTouched(written))
    this.#clock = clock
    this.#limits = limits
  }

  write<T>(fn: (tx: WriteTx) => Promise<T>, { locationId }: WriteScope = {}): Promise<T> {
    if (this.#closed) return Promise.reject(new StorageUnavailableError('The database is closed.'))
    if (this.#locked.length + this.#ahead.size >= this.#limits.queuedJobs)
      return Promise.reject(new StorageUnavailableError('Too many writes are waiting for the database.'))
    return new Promise((resolve, reject) => {
      const execute = async (tx: WriteTx) => {
        const value = await fn(tx)
        return () => resolve(value)
      }
      const job: Job = { locationId, execute, reject }
      if (locationId !== undefined) this.#lookAhead(job)
      else {
        this.#locked.push(job)
        this.#ready.resolve()
      }
      this.#running ??= this.#work()
    })
  }

  /** Takes no more writes, and waits for those queued, so long as `closeTimeMs` allows. */
  async close(): Promise<void> {
    this.#closed = true
    const giveUpAt = this.#clock.now() + this.#limits.closeTimeMs
    while (this.#running !== undefined && this.#clock.now() < giveUpAt)
      await Promise.race([this.#running, sleep(100)])
    for (const job of [...this.#locked.splice(0), ...this.#leaveAhead([...this.#ahead])])
      job.reject(new StorageUnavailableError('The database is closed.'))
    await this.#session.close()
  }

  #lookAhead(job: Job): void {
    const ahead = new JobAhead(
      job,
      (prepared, params) => this.#looks.rows(prepared, params),
      this.#own.latest,
      () => this.#ready.resolve(),
      this.#clock,
    )
    this.#ahead.add(ahead)
  }

  async #work(): Promise<void> {
    while (this.#locked.length + this.#ahead.size > 0) {
      // Those that come in the same turn go together.
      await new Promise((resolve) => setImmediate(resolve))
      this.#giveUpOverdue()
      if (this.#locked.length > 0) await this.#runLocked(this.#locked.splice(0, this.#limits.jobsPerGroup))
      const ready = [...this.#ahead].filter(({ isReady }) => isReady).slice(0, this.#limits.jobsPerGroup)
      if (ready.length > 0) await this.#commitAhead(ready)
      else if (this.#locked.length === 0) await this.#someReady()
    }
    this.#running = undefined
  }

  async #runLocked(jobs: readonly Job[]): Promise<void> {
    try {
      const { settles, transaction } = await runLocked(this.#session, jobs, this.#limits)
      this.#own.add(transaction.written)
      for (const { id, mark, isRaised } of transaction.marks)
        this.#marks.found(id, mark, isRaised, this.#own.latest)
      for (const settle of settles) settle()
    } catch (error) {
      for (const job of jobs) job.reject(portError(error))
    }
  }

  async #commitAhead(ready: readonly JobAhead[]): Promise<void> {
    const knowledge = { marks: this.#marks, own: this.#own }
    try {
      const { settles, locked, again } = await commitAhead(this.#session, ready, knowledge, this.#limits)
      const isAgain = new Set(again)
      for (const ahead of ready) if (!isAgain.has(ahead)) this.#ahead.delete(ahead)
      for (const ahead of again) ahead.lookAgain(this.#own.latest)
      this.#locked.unshift(...locked)
      for (const settle of settles) settle()
    } catch (error) {
      for (const job of this.#leaveAhead(ready)) job.reject(error)
    }
  }

  /** Waits until there is something to do, or a job may be overdue. */
  async #someReady(): Promise<void> {
    this.#ready = Promise.withResolvers()
    if ([...this.#ahead].some(({ isReady }) => isReady) || this.#ahead.size === 0) return
    const stop = new AbortController()
    const pause = sleep(this.#limits.jobTimeMs / 4, undefined, { signal: stop.signal }).catch(() => undefined)
    await Promise.race([this.#ready.promise, pause])
    stop.abort()
  }

  /** A job that looks ahead and waits for something not the database is given up in time. */
  #giveUpOverdue(): void {
    const { jobTimeMs } = this.#limits
    const now = this.#clock.now()
    if (now - this.#lookedForOverdue < jobTimeMs / 4) return
    this.#lookedForOverdue = now
    const hanging = [...this.#ahead].filter(
      ({ isReady, isAsking, lastAsked }) => !isReady && !isAsking && now - lastAsked > jobTimeMs,
    )
    for (const job of this.#leaveAhead(hanging))
      job.reject(new Error(`A write waited ${jobTimeMs} ms for something not its transaction.`))
  }

  #leaveAhead(list: readonly JobAhead[]): Job[] {
    for (const ahead of list) {
      ahead.end()
      this.#ahead.delete(ahead)
    }
    return list.map(({ job }) => job)
  }
}
