import type { ReadTx, StorageReader } from '../storage.ts'
import type { Connection } from './connection.ts'
import { readUnlessBusy } from './errors.ts'

/** A read-only connection. The database must exist and be migrated. */
export class SqliteReader implements StorageReader {
  readonly #connection: Connection
  readonly #tx: ReadTx

  constructor(connection: Connection) {
    this.#connection = connection
    this.#tx = {
      get: (statement, params) => readUnlessBusy(() => this.#connection.prepare(statement).get(params)),
      all: (statement, params) => readUnlessBusy(() => this.#connection.prepare(statement).all(params)),
    }
  }

  async read<T>(fn: (tx: ReadTx) => Promise<T>): Promise<T> {
    return fn(this.#tx)
  }

  async close(): Promise<void> {
    this.#connection.database.close()
  }
}
