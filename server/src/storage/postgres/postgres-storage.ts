import type { Clock } from '../../lib/clock.ts'
import { withTimeout } from '../../lib/with-timeout.ts'
import type { WriteMetrics } from '../../metrics/write-metrics.ts'
import type { StorageLog } from '../log.ts'
import type { ReadScope, ReadTx, Storage, WriteScope, WriteTx } from '../storage.ts'
import type { WindowCounts, WindowLimits } from '../window-counts.ts'
import { readChangeStamp } from './change-stamp.ts'
import { checkWritable } from './check-writable.ts'
import { changeStampTimeMs, operationTimeMs, operationTimeout } from './connection/connection-settings.ts'
import type { Session } from './connection/session.ts'
import { ReadBatches } from './reads/read-batches.ts'
import { ReplicaReads } from './reads/replica-reads.ts'
import { LocationWorkers } from './shards/location-workers.ts'
import { PostgresWindowCounts } from './window-counts.ts'
import { InlineWriter } from './writes/inline-writer.ts'
import { PostgresWriter, type WriterLimits, writerLimits } from './writes/postgres-writer.ts'
import { WorkerLanes } from './writes/worker-lanes.ts'
import type { Writer } from './writes/writer.ts'

export interface PostgresStorageOptions {
  writer: Session
  /**
   * Opens a further connection that writes. Given for a database in shards: the locations of each worker then have a
   * writer of their own.
   */
  openLane?: (() => Session) | undefined
  readers: readonly Session[]
  /** Connections to a streaming replica; empty without one. */
  replicas: readonly Session[]
  /** The connection for counts, opened when it is first needed. */
  counter: Session
  clock: Clock
  log: StorageLog
  limits?: WriterLimits
  /** `inline` selects the reference implementation of `groups`: see `InlineWriter`. */
  writing?: 'groups' | 'inline'
  metrics?: WriteMetrics | undefined
}

/**
 * The engine for many nodes. On each node one connection writes, in groups, and a few read. If the database is
 * distributed, one more connection writes for each worker.
 */
export class PostgresStorage implements Storage {
  readonly #writer: Writer
  readonly #writerSession: Session
  readonly #primarySessions: readonly Session[]
  readonly #sessions: readonly Session[]
  readonly #reads: ReadBatches
  readonly #replica: ReplicaReads | undefined
  readonly #counter: Session
  readonly #clock: Clock
  #closing: Promise<void> | undefined

  constructor({
    writer,
    openLane,
    readers,
    replicas,
    counter,
    clock,
    log,
    limits = writerLimits,
    writing = 'groups',
    metrics,
  }: PostgresStorageOptions) {
    this.#writerSession = writer
    this.#primarySessions = [...readers, counter]
    this.#sessions = [...this.#primarySessions, ...replicas]
    this.#counter = counter
    this.#clock = clock
    this.#reads = new ReadBatches(readers)
    const writerOn = (session: Session): Writer =>
      writing === 'groups'
        ? new PostgresWriter(session, this.#reads, clock, limits, metrics)
        : new InlineWriter(session, limits)
    const workers = new LocationWorkers(this.#reads, limits.workerMemoryMs)
    this.#writer =
      openLane === undefined
        ? writerOn(writer)
        : new WorkerLanes(writerOn(writer), {
            workerOf: (locationId) => workers.workerOf(locationId),
            openLane: () => writerOn(openLane()),
          })
    if (replicas.length > 0)
      this.#replica = new ReplicaReads({
        primary: this.#reads,
        replica: new ReadBatches(replicas),
        clock,
        log,
      })
  }

  /**
   * Checks the replica, which is not used before. @returns whether it can be reached and is a replica of this
   * database.
   */
  async checkReplica(): Promise<'there' | 'away' | 'another'> {
    return (await this.#replica?.check()) ?? 'there'
  }

  read<T>(fn: (tx: ReadTx) => Promise<T>, { locationId }: ReadScope = {}): Promise<T> {
    const replica = locationId === undefined ? undefined : this.#replica
    const reading = replica === undefined ? fn(this.#reads) : replica.read(fn, locationId ?? '')
    return withTimeout(operationTimeMs, reading, operationTimeout)
  }

  write<T>(fn: (tx: WriteTx) => Promise<T>, scope: WriteScope): Promise<T> {
    return this.#writer.write(fn, scope)
  }

  /** All callers in one turn of the event loop share one statement. */
  async changeStamp(): Promise<number> {
    const asked = this.#reads.get(readChangeStamp, {})
    const overdue = () => operationTimeout(changeStampTimeMs)
    return (await withTimeout(changeStampTimeMs, asked, overdue))?.value ?? 0
  }

  /** Does not wait for the lanes: one whose worker does not answer refuses no location of the others. */
  checkWritable(): Promise<void> {
    return checkWritable(this.#writerSession, this.#primarySessions, this.#reads)
  }

  openCounts(limits: WindowLimits): WindowCounts {
    return new PostgresWindowCounts(this.#counter, this.#clock, limits)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await this.#writer.close()
    await Promise.all(this.#sessions.map((session) => session.close()))
  }
}
