import type { Clock } from '../../lib/clock.ts'
import { silentLog } from '../log.ts'
import type { ReadScope, ReadTx, StorageReader } from '../storage.ts'
import { connectionSettings, type PostgresPlace } from './connection/connection-settings.ts'
import { Session } from './connection/session.ts'
import { ReadBatches } from './reads/read-batches.ts'
import { ReplicaReads } from './reads/replica-reads.ts'

export interface PostgresReaderOptions extends PostgresPlace {
  replicaUrl?: string | undefined
  clock: Clock
}

/** A connection of its own that only looks, for another thread; and one to the replica, where there is one. */
export class PostgresReader implements StorageReader {
  readonly #sessions: Session[]
  readonly #reads: ReadBatches
  readonly #replica: ReplicaReads | undefined

  constructor({ url, directUrl, replicaUrl, clock }: PostgresReaderOptions) {
    const sessionTo = (place: string) => new Session(connectionSettings(place), directUrl === undefined)
    const primary = sessionTo(url)
    this.#sessions = [primary]
    this.#reads = new ReadBatches([primary])
    if (replicaUrl === undefined) return
    const replica = sessionTo(replicaUrl)
    this.#sessions.push(replica)
    // The storage tells of a replica that is away.
    const parts = { primary: this.#reads, replica: new ReadBatches([replica]), log: silentLog }
    this.#replica = new ReplicaReads({ ...parts, clock })
  }

  async read<T>(fn: (tx: ReadTx) => Promise<T>, { locationId }: ReadScope = {}): Promise<T> {
    if (this.#replica === undefined || locationId === undefined) return fn(this.#reads)
    return this.#replica.read(fn, locationId)
  }

  async close(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.close()))
  }
}
