import type { SqlParams, Statement } from './statement.ts'
import type { WindowCounts, WindowLimits } from './window-counts.ts'

/** The operations of a read-only transaction. */
export interface ReadTx {
  /** The first row, or undefined. */
  get<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R | undefined>
  /** All rows. The statement limits their number. The returned array may be shared: do not mutate it. */
  all<P extends SqlParams, R>(statement: Statement<P, R>, params: P): Promise<R[]>
}

/** The operations of a transaction that may write. */
export interface WriteTx extends ReadTx {
  /**
   * Runs a statement that returns no rows. An engine may defer it until a result could depend on it, so many writes
   * become one statement.
   */
  run<P extends SqlParams>(statement: Statement<P, never>, params: P): Promise<void>
  /** Runs a statement that returns no rows, immediately. @returns the number of rows changed. */
  change<P extends SqlParams>(statement: Statement<P, never>, params: P): Promise<number>
}

/**
 * What a write may change, and therefore which writes it waits for:
 * - the rows of one location, concurrently with writes of other locations;
 * - `access`: authentication and authorization (`access-tables.ts`), which no write of a location reads or changes;
 * - `database`: anything. It waits for all other writes and they wait for it, so it is for rows that the writes of
 *   every location read, such as users and locations themselves.
 */
export type WriteScope = LocationScope | 'access' | 'database'

export interface LocationScope {
  locationId: string
}

/** The scope of a read. */
export interface ReadScope {
  /**
   * The location that the result depends on, apart from rows that belong to no location. A replica may serve such a
   * read. If the read throws, it is retried on the primary.
   */
  locationId?: string | undefined
}

/** The part of the port that another thread can open for itself. */
export interface StorageReader {
  /**
   * Reads. Each statement sees everything that this process committed before it began, and what others committed at
   * least a millisecond before. `fn` may run again from the start.
   */
  read<T>(fn: (tx: ReadTx) => Promise<T>, scope?: ReadScope): Promise<T>
  close(): Promise<void>
}

/**
 * The port between the program and its database. `storage-conformance.ts` defines it as tests, and every engine
 * passes them. Functions passed to it must await only their transaction: an engine may hold a lock while they run.
 */
export interface Storage extends StorageReader {
  /**
   * Writes: everything that `fn` does is on disk when the promise resolves; when it rejects, nothing is. Writes are
   * serialised: `fn` sees everything that earlier writes did, and nothing changes under it. If a statement fails, the
   * whole write fails, even if `fn` catches the error. `fn` may run again from the start if its read set has changed,
   * so it must have no effect outside of its transaction. Engines that lock by scope refuse a statement that changes
   * anything outside of it.
   * @throws StorageUnavailableError if the database is unavailable (queue full, disk full, locked).
   */
  write<T>(fn: (tx: WriteTx) => Promise<T>, scope: WriteScope): Promise<T>
  /**
   * A number that changes whenever anyone, in this process or another, has committed since the last call; an engine
   * may ignore changes that do not affect access. Caches that must never be stale compare it before each use. Returns
   * a promise if the engine asks the database over a network.
   * @throws StorageUnavailableError
   */
  changeStamp(): number | Promise<number>
  /**
   * Tries what a write needs, durably if the engine can: for health checks, which limit how long and how often.
   * @throws StorageUnavailableError that names the problem.
   */
  checkWritable(): Promise<void>
  /**
   * Counts across all processes of the database. If an engine has none, each process counts alone. The counts last as
   * long as the storage is open.
   */
  openCounts?(limits: WindowLimits): WindowCounts
  /**
   * The whole content of the database, for the option `image` of `openStorage`. Only SQLite has it.
   * @throws StorageUnavailableError
   */
  takeImage?(): Promise<Buffer>
  /** Waits for the writes in progress, then closes the database. */
  close(): Promise<void>
}

/**
 * The database is unavailable; a later attempt may succeed. Nothing was written, unless the COMMIT failed, or the
 * connection was lost or the storage closed during it; then the outcome is unknown.
 */
export class StorageUnavailableError extends Error {
  override name = 'StorageUnavailableError'
}
