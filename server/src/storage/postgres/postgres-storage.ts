import type { Clock } from '../../lib/clock.ts'
import type { StorageLog } from '../log.ts'
import type { ReadScope, ReadTx, Storage, WriteScope, WriteTx } from '../storage.ts'
import type { WindowCounts, WindowLimits } from '../window-counts.ts'
import { readChangeStamp } from './change-stamp.ts'
import type { Session } from './connection/session.ts'
import { ReadBatches } from './reads/read-batches.ts'
import { ReplicaReads } from './reads/replica-reads.ts'
import { PostgresWindowCounts } from './window-counts.ts'
import { PostgresWriter, type WriterLimits, writerLimits } from './writes/postgres-writer.ts'

export interface PostgresStorageOptions {
  writer: Session
  readers: readonly Session[]
  /** Connections to a streaming replica; none where there is none. */
  replicas: readonly Session[]
  /** The connection that counts, made when there is something to count. */
  counter: Session
  clock: Clock
  log: StorageLog
  limits?: WriterLimits
}

/** The engine for many nodes: one connection of each writes, in groups, and a few read. */
export class PostgresStorage implements Storage {
  readonly #writer: PostgresWriter
  readonly #sessions: readonly Session[]
  readonly #reads: ReadBatches
  readonly #replica: ReplicaReads | undefined
  readonly #counter: Session
  readonly #clock: Clock
  #closing: Promise<void> | undefined

  constructor({
    writer,
    readers,
    replicas,
    counter,
    clock,
    log,
    limits = writerLimits,
  }: PostgresStorageOptions) {
    this.#sessions = [...readers, ...replicas, counter]
    this.#counter = counter
    this.#clock = clock
    this.#reads = new ReadBatches(readers)
    this.#writer = new PostgresWriter(writer, this.#reads, clock, limits)
    if (replicas.length > 0)
      this.#replica = new ReplicaReads({
        primary: this.#reads,
        replica: new ReadBatches(replicas),
        clock,
        log,
      })
  }

  /** Looks for the replica, which isn't used before. @returns whether it is there, and is one of this database. */
  async lookForReplica(): Promise<'there' | 'away' | 'another'> {
    return (await this.#replica?.look()) ?? 'there'
  }

  async read<T>(fn: (tx: ReadTx) => Promise<T>, { locationId }: ReadScope = {}): Promise<T> {
    if (this.#replica === undefined || locationId === undefined) return fn(this.#reads)
    return this.#replica.read(fn, locationId)
  }

  write<T>(fn: (tx: WriteTx) => Promise<T>, scope?: WriteScope): Promise<T> {
    return this.#writer.write(fn, scope)
  }

  /** Asked in one statement by all who ask in one turn of the event loop. */
  async changeStamp(): Promise<number> {
    return (await this.#reads.get(readChangeStamp, {}))?.value ?? 0
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
