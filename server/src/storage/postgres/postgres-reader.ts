import type { Clock } from '../../lib/clock.ts'
import { withTimeout } from '../../lib/with-timeout.ts'
import { silentLog } from '../log.ts'
import type { ReadScope, ReadTx, StorageReader } from '../storage.ts'
import {
  operationTimeMs,
  operationTimeout,
  type PostgresPlace,
  servingSettings,
} from './connection/connection-settings.ts'
import { oneServer } from './connection/layout.ts'
import { Session } from './connection/session.ts'
import { type BatchedReads, ReadBatches } from './reads/read-batches.ts'
import { ReplicaReads } from './reads/replica-reads.ts'
import { ShardConnections } from './shards/shard-connections.ts'
import { writerLimits } from './writes/postgres-writer.ts'

export interface PostgresReaderOptions extends PostgresPlace {
  replicaUrl?: string | undefined
  clock: Clock
}

/**
 * A read-only connection for another thread, and one to the replica if there is one. If the database is distributed, each
 * worker has one more.
 */
export class PostgresReader implements StorageReader {
  readonly #sessions: Session[]
  readonly #primary: Session
  readonly #reads: BatchedReads
  readonly #openShards: () => ShardConnections<undefined>
  #shards: ShardConnections<undefined> | undefined
  readonly #replica: ReplicaReads | undefined

  constructor({ url, directUrl, replicaUrl, clock }: PostgresReaderOptions) {
    const sessionTo = (place: string, timeMs = operationTimeMs) =>
      new Session({ ...servingSettings(place), query_timeout: timeMs }, directUrl === undefined)
    const primary = sessionTo(url)
    this.#primary = primary
    this.#sessions = [primary]
    this.#reads = new ReadBatches([primary])
    this.#openShards = () =>
      new ShardConnections({
        everywhere: this.#reads,
        url: directUrl === undefined ? url : undefined,
        openSession: ({ url: to = url, timeMs }) => sessionTo(to, timeMs),
        openWriter: () => undefined,
        readers: 1,
        memoryMs: writerLimits.workerMemoryMs,
      })
    if (replicaUrl === undefined) return
    const replica = sessionTo(replicaUrl)
    this.#sessions.push(replica)
    // The storage logs that a replica is away.
    const parts = { primary: this.#reads, replica: new ReadBatches([replica]), log: silentLog }
    this.#replica = new ReplicaReads({ ...parts, clock })
  }

  read<T>(fn: (tx: ReadTx) => Promise<T>, { locationId }: ReadScope = {}): Promise<T> {
    const replica = locationId === undefined ? undefined : this.#replica
    const reading = replica === undefined ? this.#connected().then(fn) : replica.read(fn, locationId ?? '')
    return withTimeout(operationTimeMs, reading, operationTimeout)
  }

  async close(): Promise<void> {
    await Promise.all([this.#shards?.close(), ...this.#sessions.map((session) => session.close())])
  }

  /** The reads of the database, once its layout is known. A server that can't be reached refuses the reads themselves. */
  async #connected(): Promise<ReadTx> {
    if (this.#shards !== undefined) return this.#shards.reads
    const layout = await this.#primary.connection().then(
      (connection) => connection.layout,
      () => oneServer,
    )
    if (layout === oneServer) return this.#reads
    this.#shards ??= this.#openShards()
    return this.#shards.reads
  }
}
