import type { Clock } from '../../lib/clock.ts'
import type { WriteMetrics } from '../../metrics/write-metrics.ts'
import type { StorageLog } from '../log.ts'
import { engineStatement, type SqlParams, type Statement } from '../statement.ts'
import { type ReadTx, type Storage, StorageUnavailableError, type WriteTx } from '../storage.ts'
import { Checkpointer, checkpointDefaults } from './checkpointer.ts'
import { Connection } from './connection.ts'
import { isBusy, isUnavailable, portError, readUnlessBusy } from './errors.ts'
import { type CommitGuard, GroupCommit, type GroupLimits } from './group-commit.ts'
import { markFile, markWhole } from './log-mark.ts'
import { OpenFiles } from './open-files.ts'
import type { PreparedStatement } from './prepared-statement.ts'
import { ReadAhead } from './read-ahead.ts'
import { acquireSyncHandle, releaseSyncHandle } from './sync-handle.ts'
import { TurnSnapshot } from './turn-snapshot.ts'

export interface SqliteStorageOptions {
  writer: Connection
  /** Absolute; undefined for a database in memory. */
  file: string | undefined
  clock: Clock
  log: StorageLog
  limits: GroupLimits
  metrics?: WriteMetrics | undefined
  /** Whether the file is read into the system's memory after the start. */
  readsAhead?: boolean | undefined
}

/** A table of this engine only; copies and backups exclude it. */
const makeWriteChecks = engineStatement<Record<string, never>, never>(
  'make-write-checks',
  'CREATE TABLE IF NOT EXISTS write_checks (id INTEGER PRIMARY KEY, filler BLOB NOT NULL)',
)
/**
 * 64 KiB: a disk may have room for a commit of a single page, but not for an update. Random, because SQLite does not
 * write unchanged pages.
 */
const writeCheck = engineStatement<Record<string, never>, never>(
  'write-check',
  `INSERT INTO write_checks (id, filler) VALUES (1, randomblob(65536))
   ON CONFLICT (id) DO UPDATE SET filler = excluded.filler`,
)

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
  readonly #readAhead: ReadAhead | undefined
  readonly #readTx: ReadTx
  /** Undefined for a database in memory, whose reads use the connection that writes. */
  readonly #snapshot: TurnSnapshot | undefined
  #hasRoomForChecks = false
  #dataVersion = Number.NaN
  #changesElsewhere = 0
  #closing: Promise<void> | undefined
  #isClosed = false

  constructor({ writer, file, clock, log, limits, metrics, readsAhead }: SqliteStorageOptions) {
    this.#writer = writer
    this.#reader = file === undefined ? writer : new Connection(file, { readonly: true })
    if (file !== undefined) this.#snapshot = new TurnSnapshot(this.#reader)
    const afterCommit = () => {
      this.#snapshot?.end()
      this.#checkpointer?.afterCommit()
    }
    const onDisk = file === undefined ? undefined : { file, descriptor: acquireSyncHandle(file) }
    this.#group = new GroupCommit(writer, clock, limits, afterCommit, guardOf(writer, onDisk, log), metrics)
    this.#file = file
    if (onDisk !== undefined) {
      // Opens the log, too: from now on it can be read even if the files are renamed.
      this.#reader.dataVersion()
      const pause = (work: () => Promise<void>) => this.#group.pause(work)
      this.#checkpointer = new Checkpointer({ ...checkpointDefaults, ...onDisk, writer, pause, log })
      if (readsAhead === true) this.#readAhead = new ReadAhead(onDisk)
    }
    this.#readTx = {
      get: (statement, params) => this.#read(() => this.#prepare(statement).get(params)),
      all: (statement, params) => this.#read(() => this.#prepare(statement).all(params)),
    }
  }

  read<T>(fn: (tx: ReadTx) => Promise<T>): Promise<T> {
    return fn(this.#readTx)
  }

  write<T>(fn: (tx: WriteTx) => Promise<T>): Promise<T> {
    return this.#group.write(fn)
  }

  /**
   * `PRAGMA data_version` of the writer changes with every commit of other connections; of its own commits, those
   * count that changed rows that may be cached. Both numbers only grow.
   */
  changeStamp(): number {
    try {
      const dataVersion = this.#writer.dataVersion()
      if (dataVersion !== this.#dataVersion) this.#changesElsewhere += 1
      this.#dataVersion = dataVersion
    } catch (error) {
      if (!isBusy(error)) throw portError(error)
      // Locked for a moment: a new number makes every cache ask the database.
      this.#changesElsewhere += 1
    }
    return this.#changesElsewhere + this.#group.changes
  }

  async checkWritable(): Promise<void> {
    if (this.#inMemory) return
    await this.#group.write(async (tx) => {
      if (!this.#hasRoomForChecks) await tx.change(makeWriteChecks, {})
      await tx.run(writeCheck, {})
    })
    this.#hasRoomForChecks = true
  }

  takeImage(): Promise<Buffer> {
    return this.#group.pause(async () => this.#writer.database.serialize())
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** The durability settings of the writer: 2 is FULL. */
  durability(): { synchronous: number; journalMode: string } {
    return {
      synchronous: Number(this.#writer.database.pragma('synchronous', { simple: true })),
      journalMode: String(this.#writer.database.pragma('journal_mode', { simple: true })),
    }
  }

  get #inMemory(): boolean {
    return this.#reader === this.#writer
  }

  #read<T>(execute: () => T): Promise<T> {
    // With a single connection, reads would see what an open group has not committed yet.
    if (this.#inMemory && this.#group.running !== undefined) return this.#readAfterGroup(execute)
    this.#snapshot?.join()
    return readUnlessBusy(execute)
  }

  async #readAfterGroup<T>(execute: () => T): Promise<T> {
    while (this.#group.running !== undefined) await this.#group.running
    return readUnlessBusy(execute)
  }

  #prepare<P extends SqlParams, R>(statement: Statement<P, R>): PreparedStatement<P, R> {
    if (this.#isClosed) throw new StorageUnavailableError('The database is closed.')
    const prepared = this.#reader.prepare(statement)
    if (!prepared.isReadonly) throw new Error(`The statement ${statement.name} is not a read.`)
    return prepared
  }

  /** Removes the mark of an interrupted round of the checkpointer. */
  #unmark(): void {
    try {
      if (!this.#inMemory) markWhole(this.#writer.database)
    } catch (error) {
      // Another process is writing and will do it, or the disk is failing and the log stays.
      if (!isUnavailable(error)) throw error
    }
  }

  async #close(): Promise<void> {
    await this.#group.close()
    await this.#checkpointer?.close()
    this.#isClosed = true
    await this.#readAhead?.close()
    if (!this.#inMemory) this.#reader.database.close()
    this.#unmark()
    this.#writer.database.close()
    if (this.#file !== undefined) releaseSyncHandle(this.#file)
  }
}

function guardOf(
  writer: Connection,
  onDisk: { file: string; descriptor: number } | undefined,
  log: StorageLog,
): CommitGuard | undefined {
  if (onDisk === undefined) return undefined
  const files = new OpenFiles(onDisk.file, writer, log)
  return {
    prepare: () => {
      // `files` notices an overwritten file by its size, so the file must have its pages.
      writer.database.pragma('wal_checkpoint(PASSIVE)')
      markFile(writer.database, onDisk.descriptor)
    },
    require: () => files.require(),
  }
}
