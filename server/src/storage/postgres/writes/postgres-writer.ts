import { setTimeout as sleep } from 'node:timers/promises'
import { type Clock, monotonicMs } from '../../../lib/clock.ts'
import { noWriteMetrics, type WriteMetrics } from '../../../metrics/write-metrics.ts'
import { StorageUnavailableError, type WriteScope, type WriteTx } from '../../storage.ts'
import { operationTimeMs, operationTimeout } from '../connection/connection-settings.ts'
import { portError } from '../connection/errors.ts'
import type { Session } from '../connection/session.ts'
import type { BatchedReads } from '../reads/read-batches.ts'
import { KnownVersions } from './known-versions.ts'
import { type LockedGroupLimits, runLocked } from './locked-groups.ts'
import { LookupCache } from './lookup-cache.ts'
import { commitOptimistically } from './optimistic-commit.ts'
import { OptimisticWrite } from './optimistic-write.ts'
import { RecentWrites } from './recent-writes.ts'
import type { QueuedWrite } from './write-group.ts'
import type { Writer } from './writer.ts'

export interface WriterLimits extends LockedGroupLimits {
  /** Total time limit of a write. A write in flight is then aborted. */
  writeTimeMs: number
  /**
   * A write that is in no group by then is rejected: its group needs time, too, and a timeout would fail all of its
   * writes.
   */
  queueTimeMs: number
  queuedWrites: number
  writesPerGroup: number
  closeTimeMs: number
  /** In a distributed database: for how long the worker of a location is remembered. */
  workerMemoryMs: number
}

export const writerLimits: WriterLimits = {
  writeTimeMs: operationTimeMs,
  queueTimeMs: 9_000,
  queuedWrites: 10_000,
  writesPerGroup: 256,
  attempts: 5,
  // Reads and writes may each stall this long: twice the value must stay below `idleTimeoutMs`, so one stalled write
  // does not abort the rest of its group.
  stallTimeMs: 2_000,
  // Longer than `idleTimeoutMs`: a write that waits for a stalled node proceeds once the server has ended that node's
  // session.
  lockTimeoutMs: 8_000,
  // The server ends a statement that this node has no time left for.
  statementTimeoutMs: 9_000,
  idleTimeoutMs: 5_000,
  closeTimeMs: 10_000,
  // After shards were moved, groups have locations of several workers for this long.
  workerMemoryMs: 60_000,
}

/**
 * The writer of a node. Writes of a location read optimistically while a group is in flight, and the next group takes
 * those that are ready. Other writes take their locks first and read then. Groups grow with the load. README.md has
 * the states of a write.
 */
export class PostgresWriter implements Writer {
  readonly #session: Session
  readonly #clock: Clock
  readonly #limits: WriterLimits
  readonly #metrics: WriteMetrics
  /** Writes that take their locks first. */
  readonly #locked: QueuedWrite[] = []
  readonly #optimistic = new Set<OptimisticWrite>()
  /** The writes of the running group. */
  readonly #inFlight = new Set<QueuedWrite>()
  readonly #lookups: LookupCache
  readonly #versions: KnownVersions
  readonly #recentWrites: RecentWrites
  #ready = Promise.withResolvers<void>()
  #running: Promise<void> | undefined
  #closed = false
  /** When stalled writes were last looked for, in milliseconds since 1970. */
  #stallsCheckedAt = 0

  constructor(
    session: Session,
    reads: BatchedReads,
    clock: Clock,
    limits: WriterLimits,
    metrics = noWriteMetrics,
  ) {
    this.#session = session
    this.#lookups = new LookupCache((prepared, params) => reads.rows(prepared, params))
    this.#versions = new KnownVersions(() => this.#lookups.clear())
    this.#recentWrites = new RecentWrites((written) => this.#lookups.invalidate(written))
    this.#clock = clock
    this.#limits = limits
    this.#metrics = metrics
    metrics.watchQueue(() => Math.max(0, this.#locked.length + this.#optimistic.size - this.#inFlight.size))
  }

  write<T>(fn: (tx: WriteTx) => Promise<T>, scope: WriteScope): Promise<T> {
    if (this.#closed) return Promise.reject(new StorageUnavailableError('The database is closed.'))
    if (this.#locked.length + this.#optimistic.size >= this.#limits.queuedWrites)
      return Promise.reject(new StorageUnavailableError('Too many writes are waiting for the database.'))
    return new Promise((resolve, reject) => {
      const { queueTimeMs, writeTimeMs } = this.#limits
      let timer = setTimeout(() => {
        if (!this.#inFlight.has(write)) this.#abandon(write)
        else timer = setTimeout(() => this.#abandon(write), writeTimeMs - queueTimeMs)
      }, queueTimeMs)
      const execute = async (tx: WriteTx) => {
        const value = await fn(tx)
        return () => {
          clearTimeout(timer)
          resolve(value)
        }
      }
      const refuse = (error: unknown) => {
        clearTimeout(timer)
        reject(error)
      }
      const write: QueuedWrite = { scope, execute, reject: refuse }
      if (typeof scope === 'object') this.#startOptimistic(write)
      else {
        this.#locked.push(write)
        this.#ready.resolve()
      }
      this.#running ??= this.#work()
    })
  }

  /** Accepts no more writes, and waits for those queued for at most `closeTimeMs`. */
  async close(): Promise<void> {
    this.#closed = true
    const giveUpAt = this.#clock.now() + this.#limits.closeTimeMs
    while (this.#running !== undefined && this.#clock.now() < giveUpAt)
      await Promise.race([this.#running, sleep(100)])
    for (const write of [...this.#locked.splice(0), ...this.#withdraw([...this.#optimistic])])
      write.reject(new StorageUnavailableError('The database is closed.'))
    await this.#session.close()
  }

  /** Rejects a write that took too long. It will not run later, unless it is being committed. */
  #abandon(write: QueuedWrite): void {
    write.isAbandoned = true
    if (this.#inFlight.has(write)) this.#session.abandon()
    const queued = this.#locked.indexOf(write)
    if (queued >= 0) this.#locked.splice(queued, 1)
    this.#withdraw([...this.#optimistic].filter((optimistic) => optimistic.write === write))
    write.reject(operationTimeout())
  }

  /** Runs a group. @param writes the writes in it. */
  async #whileInFlight(writes: readonly QueuedWrite[], run: () => Promise<void>): Promise<void> {
    const startedAt = monotonicMs()
    for (const write of writes) this.#inFlight.add(write)
    await run()
    this.#inFlight.clear()
    this.#metrics.groupEnded(writes.length, monotonicMs() - startedAt)
  }

  #startOptimistic(write: QueuedWrite): void {
    const optimistic = new OptimisticWrite(
      write,
      (prepared, params) => this.#lookups.rows(prepared, params),
      this.#recentWrites.latest,
      () => this.#ready.resolve(),
      this.#clock,
    )
    this.#optimistic.add(optimistic)
  }

  async #work(): Promise<void> {
    while (this.#locked.length + this.#optimistic.size > 0) {
      // Writes that come in the same turn go together.
      await new Promise((resolve) => setImmediate(resolve))
      this.#rejectStalled()
      const fallBack = this.#locked
        .splice(0, this.#limits.writesPerGroup)
        .filter(({ isAbandoned }) => !isAbandoned)
      if (fallBack.length > 0) await this.#whileInFlight(fallBack, () => this.#runLocked(fallBack))
      const ready = [...this.#optimistic]
        .filter(({ isReady }) => isReady)
        .slice(0, this.#limits.writesPerGroup)
      const writes = ready.map(({ write }) => write)
      if (ready.length > 0) await this.#whileInFlight(writes, () => this.#commitOptimistically(ready))
      else if (this.#locked.length === 0) await this.#waitForReady()
    }
    this.#running = undefined
  }

  async #runLocked(writes: readonly QueuedWrite[]): Promise<void> {
    try {
      const { settles, transaction } = await runLocked(this.#session, writes, this.#limits)
      this.#recentWrites.add(transaction.written)
      for (const { id, isIncremented, ...state } of transaction.versions)
        this.#versions.observed(id, state, isIncremented, this.#recentWrites.latest)
      for (const settle of settles) settle()
    } catch (error) {
      for (const write of writes) write.reject(portError(error))
    }
  }

  async #commitOptimistically(ready: readonly OptimisticWrite[]): Promise<void> {
    const state = { versions: this.#versions, recentWrites: this.#recentWrites }
    try {
      const { settles, fallBack, retry } = await commitOptimistically(
        this.#session,
        ready,
        state,
        this.#limits,
      )
      const isRetried = new Set(retry)
      for (const optimistic of ready) if (!isRetried.has(optimistic)) this.#optimistic.delete(optimistic)
      for (const optimistic of retry) optimistic.restart(this.#recentWrites.latest)
      this.#locked.unshift(...fallBack)
      for (const settle of settles) settle()
    } catch (error) {
      for (const write of this.#withdraw(ready)) write.reject(error)
    }
  }

  /** Waits until there is something to do, or until a write may have stalled. */
  async #waitForReady(): Promise<void> {
    this.#ready = Promise.withResolvers()
    if ([...this.#optimistic].some(({ isReady }) => isReady) || this.#optimistic.size === 0) return
    const stop = new AbortController()
    const pause = sleep(this.#limits.stallTimeMs / 4, undefined, { signal: stop.signal }).catch(
      () => undefined,
    )
    await Promise.race([this.#ready.promise, pause])
    stop.abort()
  }

  /** Rejects optimistic writes that wait too long for something other than the database. */
  #rejectStalled(): void {
    const { stallTimeMs } = this.#limits
    const now = this.#clock.now()
    if (now - this.#stallsCheckedAt < stallTimeMs / 4) return
    this.#stallsCheckedAt = now
    const stalled = [...this.#optimistic].filter(
      ({ isReady, isQuerying, lastAnswerAt }) => !isReady && !isQuerying && now - lastAnswerAt > stallTimeMs,
    )
    for (const write of this.#withdraw(stalled))
      write.reject(new Error(`A write waited ${stallTimeMs} ms for something other than its transaction.`))
  }

  #withdraw(list: readonly OptimisticWrite[]): QueuedWrite[] {
    for (const optimistic of list) {
      optimistic.end()
      this.#optimistic.delete(optimistic)
    }
    return list.map(({ write }) => write)
  }
}
