import type { Clock } from '../../lib/clock.ts'
import type { StorageLog } from '../log.ts'
import type { SqlParams, Statement } from '../statement.ts'
import { type ReadTx, type Storage, StorageUnavailableError, type WriteTx } from '../storage.ts'
import { Checkpointer, checkpointDefaults } from './checkpointer.ts'
import { Connection } from './connection.ts'
import { isBusy, portError, retryWhileBusy } from './errors.ts'
import { GroupCommit, type GroupLimits } from './group-commit.ts'
import { acquireSyncHandle, releaseSyncHandle } from './sync-handle.ts'

export interface SqliteStorageOptions {
  writer: Connection
  /** Absolute; undefined for a database in memory. */
  file: string | undefined
  clock: Clock
  log: StorageLog
  limits: GroupLimits
}

/**
 * The embedded engine: one connection writes, in groups, and a second one reads. A database in memory has
 * one connection for both.
 */
export class SqliteStorage implements Storage {
  readonly #writer: Connection
  readonly #reader: Connection
  readonly #group: GroupCommit
  readonly #file: string | undefined
  readonly #checkpointer: Checkpointer | undefined
  readonly #readTx: ReadTx
  #dataVersion = Number.NaN
  #changesElsewhere = 0
  #closing: Promise<void> | undefined

  constructor({ writer, file, clock, log, limits }: SqliteStorageOptions) {
    this.#writer = writer
    this.#reader = file === undefined ? writer : new Connection(file, { readonly: true })
    this.#group = new GroupCommit(writer, clock, limits, () => this.#checkpointer?.afterCommit())
    this.#file = file
    if (file !== undefined) {
      const descriptor = acquireSyncHandle(file)
      const hold = (work: () => Promise<void>) => this.#group.hold(work)
      this.#checkpointer = new Checkpointer({ ...checkpointDefaults, file, descriptor, writer, hold, log })
    }
    this.#readTx = {
      get: (statement, params) => this.#look(statement, () => this.#reader.get(statement, params)),
      all: (statement, params) => this.#look(statement, () => this.#reader.all(statement, params)),
    }
  }

  async read<T>(fn: (tx: ReadTx) => Promise<T>): Promise<T> {
    return fn(this.#readTx)
  }

  write<T>(fn: (tx: WriteTx) => Promise<T>): Promise<T> {
    return this.#group.write(fn)
  }

  /**
   * `PRAGMA data_version` of the writer tells of the commits of all connections but its own, whatever they
   * changed; of its own, those count that changed what may be cached. Both numbers only grow.
   */
  changeStamp(): number {
    try {
      const dataVersion = this.#writer.dataVersion()
      if (dataVersion !== this.#dataVersion) this.#changesElsewhere += 1
      this.#dataVersion = dataVersion
    } catch (error) {
      if (!isBusy(error)) throw portError(error)
      // Locked for a moment: a number never given before makes every cache ask the database.
      this.#changesElsewhere += 1
    }
    return this.#changesElsewhere + this.#group.changes
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** How the writer keeps its promise: 2 is FULL. */
  durability(): { synchronous: number; journalMode: string } {
    return {
      synchronous: Number(this.#writer.database.pragma('synchronous', { simple: true })),
      journalMode: String(this.#writer.database.pragma('journal_mode', { simple: true })),
    }
  }

  get #inMemory(): boolean {
    return this.#reader === this.#writer
  }

  async #look<P extends SqlParams, R, T>(statement: Statement<P, R>, execute: () => T): Promise<T> {
    // With one connection for both, what an open group did would be seen before it is committed.
    while (this.#inMemory && this.#group.running !== undefined) await this.#group.running
    if (!this.#reader.database.open) throw new StorageUnavailableError('The database is closed.')
    try {
      return await retryWhileBusy(() => {
        if (!this.#reader.isReadonly(statement))
          throw new Error(`The statement ${statement.name} is no read.`)
        return execute()
      })
    } catch (error) {
      throw portError(error)
    }
  }

  async #close(): Promise<void> {
    await this.#group.close()
    await this.#checkpointer?.close()
    if (!this.#inMemory) this.#reader.database.close()
    this.#writer.database.close()
    if (this.#file !== undefined) releaseSyncHandle(this.#file)
  }
}
