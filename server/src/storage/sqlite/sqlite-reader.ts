import type { ReadTx, StorageReader } from '../storage.ts'
import type { Connection } from './connection.ts'
import { portError, retryWhileBusy } from './errors.ts'

/** A read-only connection. The database must exist and be migrated. */
export class SqliteReader implements StorageReader {
  readonly #connection: Connection
  readonly #tx: ReadTx

  constructor(connection: Connection) {
    this.#connection = connection
    this.#tx = {
      get: (statement, params) => read(() => this.#connection.get(statement, params)),
      all: (statement, params) => read(() => this.#connection.all(statement, params)),
    }
  }

  async read<T>(fn: (tx: ReadTx) => Promise<T>): Promise<T> {
    return fn(this.#tx)
  }

  async close(): Promise<void> {
    this.#connection.database.close()
  }
}

async function read<T>(execute: () => T): Promise<T> {
  try {
    return await retryWhileBusy(execute)
  } catch (error) {
    throw portError(error)
  }
}
