import type { SqlParams, Statement } from './statement.ts'
import type { WindowCounts, WindowLimits } from './window-counts.ts'

/** What a transaction that may only look can do. */
export interface ReadTx {
  /** The first row, or undefined. */
  get<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R | undefined>
  /** Every row. The statement bounds their number. Others may have been given the same list: nobody changes it. */
  all<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R[]>
}

/** What a transaction that may change things can do. */
export interface WriteTx extends ReadTx {
  /**
   * Runs a statement that answers no rows. An engine may do it later, before whatever could tell that it
   * hasn't been done: so many writes become one statement.
   */
  run<P extends SqlParams>(statement: Statement<P, never>, params: P): Promise<void>
  /** Runs a statement that answers no rows, at once. @returns the number of rows it changed. */
  change<P extends SqlParams>(statement: Statement<P, never>, params: P): Promise<number>
}

/** What a write keeps to. Writes that keep to different locations need not wait for each other. */
export interface WriteScope {
  /** The location whose rows alone are changed. Without it, the write is alone in the whole database. */
  locationId?: string | undefined
}

/** What a read keeps to. */
export interface ReadScope {
  /**
   * The location whose rows alone decide what is answered, beside those that belong to no location. Such a read
   * may be done on a replica. Of other locations it may say nothing but in an error: then it is done again.
   */
  locationId?: string | undefined
}

/** A part of the port that another thread can have for itself. */
export interface StorageReader {
  /**
   * Reads. Each statement sees all that was committed before it began. `fn` may be run again from its start.
   */
  read<T>(fn: (tx: ReadTx) => Promise<T>, scope?: ReadScope): Promise<T>
  close(): Promise<void>
}

/**
 * The port between the program and its database. `storage-conformance.ts` is its definition in tests, and
 * every engine passes it. The functions handed in await nothing but their transaction: an engine may hold
 * a lock while they run.
 */
export interface Storage extends StorageReader {
  /**
   * Writes: all that `fn` does is on disk when the promise resolves, or, when it rejects, none of it is.
   * Writes are serialised: `fn` sees everything that writes before it did, and nothing changes under it.
   * A statement that fails fails the whole of it, even where `fn` catches the error.
   * `fn` may be run again from its start, where what it read was overtaken: so it has no effect but on its
   * transaction.
   * @throws StorageUnavailableError when the database can't take it now (queue full, disk full, locked).
   */
  write<T>(fn: (tx: WriteTx) => Promise<T>, scope?: WriteScope): Promise<T>
  /**
   * A number that has changed whenever anyone, in this process or another, has committed since it was last
   * asked; an engine may leave out what is written of contacts. Caches that must never be stale compare it
   * before they trust themselves. A promise where the database has to be asked over a network.
   * @throws StorageUnavailableError
   */
  changeStamp(): number | Promise<number>
  /**
   * Counts over all processes on the database; missing where the engine has none, and each process counts alone.
   * They last as long as the storage is open.
   */
  openCounts?(limits: WindowLimits): WindowCounts
  /** Waits for the writes under way, then lets go of the database. */
  close(): Promise<void>
}

/**
 * The database can't take the work now; trying again later may succeed. Nothing of it was done, but where a connection
 * was lost, or the storage closed, while it was being committed: then nobody knows.
 */
export class StorageUnavailableError extends Error {
  override name = 'StorageUnavailableError'
}
