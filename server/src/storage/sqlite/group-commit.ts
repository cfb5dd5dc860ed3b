import { setImmediate as othersFirst, setTimeout as sleep } from 'node:timers/promises'
import { type Clock, monotonicMs } from '../../lib/clock.ts'
import { noWriteMetrics, type WriteMetrics } from '../../metrics/write-metrics.ts'
import { StorageUnavailableError, type WriteTx } from '../storage.ts'
import type { Connection } from './connection.ts'
import { defaultBusyTimeMs, isUnavailable, portError, retryWhileBusy } from './errors.ts'
import { GroupedWriteTx } from './grouped-write-tx.ts'
import { RowCache } from './row-cache.ts'

/** Limits of the queue, a group, a write, and the wait on close. */
export interface GroupLimits {
  queuedWrites: number
  writesPerGroup: number
  /** Checked between writes: a group is closed after this time. */
  groupTimeMs: number
  /** A group is closed once it has written this much, in UTF-16 units and bytes: a contact may have a megabyte. */
  groupLength: number
  /** A write that waits for something other than its transaction is rejected once its group is this old. */
  stallTimeMs: number
  /** How long to wait for a lock of another process. */
  busyTimeMs: number
  closeTimeMs: number
}

export const defaultLimits: GroupLimits = {
  queuedWrites: 10_000,
  writesPerGroup: 256,
  groupTimeMs: 10,
  groupLength: 512 * 1024,
  stallTimeMs: 5_000,
  busyTimeMs: defaultBusyTimeMs,
  closeTimeMs: 10_000,
}

/**
 * A group that has written this much is committed in a turn of the event loop after that of its writes, and answered
 * in a third one: for a contact of a megabyte, the writes take 10 ms, the commit 3, and the responses 3.
 */
const largeLength = 128 * 1024

/** After a write has failed, its group is run again with savepoints, and so are this many groups after it. */
const savepointGroupCount = 100

/** Ensures that committed data will be found again. */
export interface CommitGuard {
  /** Called before the first group. */
  prepare(): void
  /** Called before each group, and again between its commit and its responses. @throws StorageUnavailableError */
  require(): void
}

interface QueuedWrite {
  run(tx: WriteTx): Promise<unknown>
  /** Reports success to the caller, after the commit. */
  resolve(value: unknown): void
  reject(error: unknown): void
  /** Set after the write stalled: it does not run again. */
  stalled?: Error
}

/** The result of the writes of one transaction. */
interface Group {
  wrote: boolean
  /** Whether the group may have changed rows that others cache. */
  invalidatedCaches: boolean
  /** The length of the text and bytes written. */
  writtenLength: number
  /** How to report to each caller, after the commit. */
  settlements: (() => void)[]
}

/** A write failed after a change that can't be undone alone: the whole group runs again. */
class GroupRetryError extends Error {
  override name = 'NotAloneError'
}

/** A write waited for something other than its transaction. It would do so again. */
class StalledWriteError extends Error {
  override name = 'OverdueError'
}

/**
 * The only writer. Writes queue; the next turn of the event loop runs the queued ones in one transaction and settles
 * their promises once it is on disk, with one sync for all. A failed write is undone alone.
 *
 * A savepoint for each write would take a tenth of the store's time, and writes rarely fail after a change. So there
 * is none at first; if a write does fail so, the whole group is run again with savepoints.
 */
export class GroupCommit {
  readonly #connection: Connection
  readonly #rowCache: RowCache
  readonly #clock: Clock
  readonly #limits: GroupLimits
  readonly #afterCommit: () => void
  readonly #guard: CommitGuard | undefined
  readonly #metrics: WriteMetrics
  #isPrepared: boolean
  readonly #queue: QueuedWrite[] = []
  #scheduled = false
  /** The number of callers that want no group to begin. */
  #pauses = 0
  #closed = false
  #running: Promise<void> | undefined
  #changes = 0
  /** How many of the next groups take a savepoint for each write. */
  #savepointGroups = 0

  /**
   * @param afterCommit called after each commit that may have changed something.
   * @param guard undefined for a database in memory.
   */
  constructor(
    connection: Connection,
    clock: Clock,
    limits: GroupLimits,
    afterCommit: () => void,
    guard?: CommitGuard,
    metrics = noWriteMetrics,
  ) {
    this.#connection = connection
    this.#rowCache = new RowCache(connection)
    this.#clock = clock
    this.#limits = limits
    this.#afterCommit = afterCommit
    this.#guard = guard
    this.#isPrepared = guard === undefined
    this.#metrics = metrics
    metrics.watchQueue(() => this.#queue.length)
  }

  /** The number of commits that may have changed rows that others cache. */
  get changes(): number {
    return this.#changes
  }

  /** The group whose transaction is open, if one is. */
  get running(): Promise<void> | undefined {
    return this.#running
  }

  write<T>(fn: (tx: WriteTx) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new StorageUnavailableError('The database is closed.'))
    if (this.#queue.length >= this.#limits.queuedWrites) {
      return Promise.reject(new StorageUnavailableError('Too many writes are waiting for the database.'))
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ run: fn, resolve: resolve as QueuedWrite['resolve'], reject })
      this.#schedule()
    })
  }

  /** Runs `work` while no group is open; writes wait in the queue meanwhile. */
  async pause<T>(work: () => Promise<T>): Promise<T> {
    this.#pauses += 1
    try {
      await this.#running
      return await work()
    } finally {
      this.#pauses -= 1
      this.#schedule()
    }
  }

  /** Accepts no more writes, and waits for those queued for at most `closeTimeMs`. */
  async close(): Promise<void> {
    this.#closed = true
    const giveUpAt = this.#clock.now() + this.#limits.closeTimeMs
    while ((this.#queue.length > 0 || this.#running !== undefined) && this.#clock.now() < giveUpAt) {
      await (this.#running ?? sleep(1))
    }
    for (const write of this.#queue.splice(0))
      write.reject(new StorageUnavailableError('The database is closed.'))
    await this.#running
  }

  #schedule(): void {
    if (this.#scheduled || this.#pauses > 0 || this.#running !== undefined || this.#queue.length === 0) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      if (this.#pauses > 0) return
      this.#running = this.#runGroup().finally(() => {
        this.#running = undefined
        this.#schedule()
      })
    })
  }

  async #runGroup(): Promise<void> {
    const startedAt = monotonicMs()
    const taken: QueuedWrite[] = []
    await this.#runTaken(taken)
    this.#metrics.groupEnded(taken.length, monotonicMs() - startedAt)
  }

  /** @param taken receives the writes of the group. */
  async #runTaken(taken: QueuedWrite[]): Promise<void> {
    const waiting = this.#queue.length
    let group: Group
    try {
      this.#guard?.require()
      await retryWhileBusy(() => this.#begin(), this.#limits.busyTimeMs)
      group = await this.#runWrites(taken)
      if (this.#savepointGroups > 0) this.#savepointGroups -= 1
      if (group.writtenLength > largeLength) await othersFirst()
      await retryWhileBusy(() => this.#connection.control('COMMIT'), this.#limits.busyTimeMs)
      this.#guard?.require()
    } catch (error) {
      this.#rollBack()
      this.#rowCache.forget()
      // If the lock was not available, the writes that waited for it from the start have waited long enough.
      if (taken.length === 0) taken.push(...this.#queue.splice(0, waiting))
      for (const write of taken) write.reject(portError(error))
      return
    }
    if (group.invalidatedCaches) this.#changes += 1
    if (group.writtenLength > largeLength) await othersFirst()
    for (const settle of group.settlements) settle()
    if (group.wrote) this.#afterCommit()
  }

  #begin(): void {
    // Still open only if the disk failed so badly that the last ROLLBACK failed, too.
    if (this.#connection.database.inTransaction) this.#connection.control('ROLLBACK')
    if (!this.#isPrepared) {
      this.#guard?.prepare()
      this.#isPrepared = true
    }
    this.#connection.control('BEGIN IMMEDIATE')
    this.#rowCache.begin()
  }

  /** @param taken receives each write that was begun. @throws the error that fails the whole group. */
  async #runWrites(taken: QueuedWrite[]): Promise<Group> {
    const { writesPerGroup, groupTimeMs, groupLength } = this.#limits
    const startedAt = this.#clock.now()
    const next = ({ writtenLength }: Group) => {
      if (taken.length >= writesPerGroup || writtenLength >= groupLength) return undefined
      if (this.#clock.now() - startedAt >= groupTimeMs) return undefined
      const write = this.#queue.shift()
      if (write !== undefined) taken.push(write)
      return write
    }
    try {
      return await this.#runEach(next)
    } catch (error) {
      if (!(error instanceof GroupRetryError)) throw error
    }
    // Includes the current group.
    this.#savepointGroups = savepointGroupCount + 1
    this.#connection.control('ROLLBACK')
    this.#rowCache.forget()
    // This waits as long as the first attempt: another process may have taken the lock meanwhile.
    await retryWhileBusy(() => this.#begin(), this.#limits.busyTimeMs)
    const retried = taken.values()
    return this.#runEach(() => retried.next().value)
  }

  /** Runs the writes that `next` returns. @throws the error that fails the whole group. */
  async #runEach(next: (group: Group) => QueuedWrite | undefined): Promise<Group> {
    const group: Group = { wrote: false, invalidatedCaches: false, writtenLength: 0, settlements: [] }
    const stallGuard = new StallGuard(this.#limits.stallTimeMs)
    try {
      for (let write = next(group); write !== undefined; write = next(group)) {
        const tx = new GroupedWriteTx(this.#connection, this.#rowCache, this.#savepointGroups > 0)
        group.settlements.push(await this.#runWrite(write, tx, stallGuard))
        group.wrote ||= tx.wrote
        group.invalidatedCaches ||= tx.invalidatedCaches
        group.writtenLength += tx.writtenLength
      }
    } finally {
      stallGuard.close()
    }
    return group
  }

  /** @returns how to settle the write after the commit. @throws the error that fails the whole group. */
  async #runWrite(write: QueuedWrite, tx: GroupedWriteTx, stallGuard: StallGuard): Promise<() => void> {
    if (write.stalled !== undefined) return () => write.reject(write.stalled)
    try {
      const value = await stallGuard.watch(write.run(tx))
      tx.keep()
      return () => write.resolve(value)
    } catch (error) {
      // On a full disk SQLite may have rolled back the whole transaction.
      if (isUnavailable(error) || !this.#connection.database.inTransaction) throw error
      if (error instanceof StalledWriteError) write.stalled = error
      if (!tx.undo()) throw new GroupRetryError('The group must run again.', { cause: error })
      return () => write.reject(error)
    }
  }

  #rollBack(): void {
    try {
      if (this.#connection.database.inTransaction) this.#connection.control('ROLLBACK')
    } catch {
      // The disk is failing: the group's callers get its error, and the next group tries again.
    }
  }
}

/**
 * Gives up a write that waits for something other than its transaction. One timer serves all writes of a group, and
 * nothing accumulates on it, as reactions would on a promise that each write races.
 */
class StallGuard {
  readonly #timer: NodeJS.Timeout
  #error: StalledWriteError | undefined
  #giveUp: ((error: StalledWriteError) => void) | undefined

  constructor(timeMs: number) {
    this.#timer = setTimeout(() => {
      this.#error = new StalledWriteError(
        `A write waited ${timeMs} ms for something other than its transaction.`,
      )
      this.#giveUp?.(this.#error)
    }, timeMs)
  }

  /** Settles as the write does. @throws StalledWriteError once the time is over. */
  watch<T>(write: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#giveUp = reject
      write.then(resolve, reject)
      if (this.#error !== undefined) reject(this.#error)
    })
  }

  close(): void {
    clearTimeout(this.#timer)
  }
}
