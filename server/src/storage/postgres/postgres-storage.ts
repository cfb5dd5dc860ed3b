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
import { type BatchedReads, ReadBatches } from './reads/read-batches.ts'
import { ReplicaReads } from './reads/replica-reads.ts'
import { ShardConnections, type ShardConnectionsOptions } from './shards/shard-connections.ts'
import { WorkerLanes } from './shards/worker-lanes.ts'
import { PostgresWindowCounts } from './window-counts.ts'
import { InlineWriter } from './writes/inline-writer.ts'
import { PostgresWriter, type WriterLimits, writerLimits } from './writes/postgres-writer.ts'
import type { Writer } from './writes/writer.ts'

/** Connections that read the rows of a worker of a distributed database. */
const readersOfWorker = 2

export interface PostgresStorageOptions {
  writer: Session
  /** Given for a database in shards: the locations of each worker then have connections of their own. */
  shards?: Pick<ShardConnectionsOptions<Writer>, 'url' | 'openSession'> | undefined
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
 * distributed, each worker has connections of its own.
 */
export class PostgresStorage implements Storage {
  readonly #writer: Writer
  readonly #writerSession: Session
  readonly #primarySessions: readonly Session[]
  readonly #sessions: readonly Session[]
  readonly #reads: BatchedReads
  readonly #shards: ShardConnections<Writer> | undefined
  readonly #replica: ReplicaReads | undefined
  readonly #counter: Session
  readonly #clock: Clock
  #closing: Promise<void> | undefined

  constructor({
    writer,
    shards,
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
    const reads = new ReadBatches(readers)
    const openWriter = (session: Session): Writer =>
      writing === 'groups'
        ? new PostgresWriter(session, this.#reads, clock, limits, metrics)
        : new InlineWriter(session, limits)
    this.#shards =
      shards &&
      new ShardConnections({
        ...shards,
        everywhere: reads,
        openWriter,
        readers: readersOfWorker,
        memoryMs: limits.workerMemoryMs,
      })
    this.#reads = this.#shards?.reads ?? reads
    const own = openWriter(writer)
    this.#writer = this.#shards === undefined ? own : new WorkerLanes(own, this.#shards.lanes)
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
    await Promise.all([this.#shards?.close(), ...this.#sessions.map((session) => session.close())])
  }
}
