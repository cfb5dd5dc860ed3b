import type { ReadTx, StorageReader } from '../storage.ts'
import { Connection } from './connection.ts'
import { portError, retryWhileBusy } from './errors.ts'

/** A connection of its own that only looks, for another thread. The database must be there, and up to date. */
export class SqliteReader implements StorageReader {
  readonly #connection: Connection
  readonly #tx: ReadTx

  constructor(file: string) {
    this.#connection = new Connection(file, { readonly: true })
    this.#tx = {
      get: (statement, params) => look(() => this.#connection.get(statement, params)),
      all: (statement, params) => look(() => this.#connection.all(statement, params)),
    }
  }

  async read<T>(fn: (tx: ReadTx) => Promise<T>): Promise<T> {
    return fn(this.#tx)
  }

  async close(): Promise<void> {
    this.#connection.database.close()
  }
}

async function look<T>(execute: () => T): Promise<T> {
  try {
    return await retryWhileBusy(execute)
  } catch (error) {
    throw portError(error)
  }
}
