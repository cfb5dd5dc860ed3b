import type { Session } from '../connection/session.ts'
import { type BatchedReads, ReadBatches } from '../reads/read-batches.ts'
import { Lanes } from './lanes.ts'
import { ShardReads } from './shard-reads.ts'
import { ShardWorkers } from './shard-workers.ts'
import { WorkerServers } from './worker-servers.ts'

/** Connections for reads of all shards, and their time limit. */
const wideReaders = 2
const wideTimeMs = 3_000

export interface ShardConnectionsOptions<Writer> {
  /** Reads tables that every server has. */
  everywhere: BatchedReads
  /** The URL of the database, if the workers may be connected to directly: not through a pooler. */
  url: string | undefined
  /** @param to the URL of a server, any of the database by default; and the time limit of a statement. */
  openSession(to: { url?: string | undefined; timeMs?: number }): Session
  /** @param session of its own. */
  openWriter(session: Session): Writer
  /** Number of connections that read rows of a worker. */
  readers: number
  /** For how long the worker of a row is remembered. */
  memoryMs: number
}

interface Lane<Writer> {
  reads: BatchedReads
  writer: Writer
  sessions: Session[]
}

/** The connections of a process to the servers of a distributed database, opened when they are first needed. */
export class ShardConnections<Writer> {
  readonly reads: ShardReads
  readonly lanes: Lanes<Lane<Writer>>
  readonly #wide: Session[]
  readonly #servers: WorkerServers | undefined

  constructor(options: ShardConnectionsOptions<Writer>) {
    const { everywhere, url, openSession, openWriter, readers, memoryMs } = options
    const workers = new ShardWorkers(everywhere, memoryMs)
    this.#servers = url === undefined ? undefined : new WorkerServers(everywhere, url)
    this.#wide = Array.from({ length: wideReaders }, () => openSession({ timeMs: wideTimeMs }))
    this.lanes = new Lanes({
      workerOf: (key) => workers.workerOf(key),
      urlOf: (worker) => this.#servers?.urlOf(worker),
      open(to) {
        const sessions = Array.from({ length: readers }, () => openSession({ url: to }))
        return { reads: new ReadBatches(sessions), writer: openWriter(openSession({ url: to })), sessions }
      },
    })
    this.reads = new ShardReads({ everywhere, wide: new ReadBatches(this.#wide), lanes: this.lanes })
  }

  /** Disconnects what reads. The writers are closed by their owner. */
  async close(): Promise<void> {
    this.#servers?.close()
    this.lanes.close()
    const sessions = [...this.#wide, ...this.lanes.opened.flatMap((lane) => lane.sessions)]
    await Promise.all(sessions.map((session) => session.close()))
  }
}
