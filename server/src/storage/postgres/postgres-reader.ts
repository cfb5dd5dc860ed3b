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
import { Session } from './connection/session.ts'
import { ReadBatches } from './reads/read-batches.ts'
import { ReplicaReads } from './reads/replica-reads.ts'

export interface PostgresReaderOptions extends PostgresPlace {
  replicaUrl?: string | undefined
  clock: Clock
}

/** A read-only connection for another thread, and one to the replica if there is one. */
export class PostgresReader implements StorageReader {
  readonly #sessions: Session[]
  readonly #reads: ReadBatches
  readonly #replica: ReplicaReads | undefined

  constructor({ url, directUrl, replicaUrl, clock }: PostgresReaderOptions) {
    const sessionTo = (place: string) => new Session(servingSettings(place), directUrl === undefined)
    const primary = sessionTo(url)
    this.#sessions = [primary]
    this.#reads = new ReadBatches([primary])
    if (replicaUrl === undefined) return
    const replica = sessionTo(replicaUrl)
    this.#sessions.push(replica)
    // The storage logs that a replica is away.
    const parts = { primary: this.#reads, replica: new ReadBatches([replica]), log: silentLog }
    this.#replica = new ReplicaReads({ ...parts, clock })
  }

  read<T>(fn: (tx: ReadTx) => Promise<T>, { locationId }: ReadScope = {}): Promise<T> {
    const replica = locationId === undefined ? undefined : this.#replica
    const reading = replica === undefined ? fn(this.#reads) : replica.read(fn, locationId ?? '')
    return withTimeout(operationTimeMs, reading, operationTimeout)
  }

  async close(): Promise<void> {
    await Promise.all(this.#sessions.map((session) => session.close()))
  }
}
