import type { ReadTx, StorageReader } from '../storage.ts'
import { connectionSettings, type PostgresPlace } from './connection-settings.ts'
import { ReadBatches } from './read-batches.ts'
import { Session } from './session.ts'

/** A connection of its own that only looks, for another thread. */
export class PostgresReader implements StorageReader {
  readonly #session: Session
  readonly #reads: ReadBatches

  constructor(place: PostgresPlace) {
    this.#session = new Session(connectionSettings(place.url), place.directUrl === undefined)
    this.#reads = new ReadBatches([this.#session])
  }

  async read<T>(fn: (tx: ReadTx) => Promise<T>): Promise<T> {
    return fn(this.#reads)
  }

  close(): Promise<void> {
    return this.#session.close()
  }
}
