import { realpathSync, statSync } from 'node:fs'
import type { StorageLog } from '../log.ts'
import { StorageUnavailableError } from '../storage.ts'
import type { Connection } from './connection.ts'

/** Identifies a file regardless of its name. */
interface Identity {
  dev: bigint
  ino: bigint
}

interface FileState extends Identity {
  size: bigint
}

/**
 * The files of an open database. The system lets a process write to a file that will not be found again because it
 * was moved, deleted or replaced, and to one that was truncated, as happens when another is copied over it. So the
 * identity and the size are checked around each commit.
 */
export class OpenFiles {
  readonly #file: string
  readonly #wal: string
  readonly #connection: Connection
  readonly #log: StorageLog
  readonly #identities: readonly (Identity | undefined)[]
  #fileBytes = 0n
  #walBytes = 0n
  #problem: string | undefined

  /** @param file absolute; the connection has it open in WAL mode. */
  constructor(file: string, connection: Connection, log: StorageLog) {
    this.#file = file
    // SQLite creates it next to the target of a symbolic link.
    this.#wal = `${realpathSync(file)}-wal`
    this.#connection = connection
    this.#log = log
    this.#identities = [stateOf(this.#file), stateOf(this.#wal)]
  }

  /**
   * Calls stat twice. A problem is logged once, and so is its end.
   * @throws StorageUnavailableError if the next process that opens the database would not find what is committed.
   */
  require(): void {
    const problem = this.#read()
    if (problem === undefined && this.#problem === undefined) return
    if (problem !== this.#problem) {
      this.#problem = problem
      if (problem !== undefined) this.#log.warn({ file: this.#file }, problem)
      else this.#log.info({ file: this.#file }, 'the database files are back: writes are accepted again')
    }
    if (problem !== undefined) throw new StorageUnavailableError(problem)
  }

  #read(): string | undefined {
    const [file, wal] = this.#identities
    const fileNow = stateOf(this.#file)
    if (fileNow === undefined)
      return `The file of the database was moved or deleted: writes are refused until it is back. To use another file, restart contactd.`
    if (!isSame(fileNow, file))
      return `The file of the database was replaced: writes are refused until the original is back. To use the new file, restart contactd.`
    const walNow = stateOf(this.#wal)
    if (walNow === undefined || !isSame(walNow, wal))
      return `The write-ahead log of the database was removed or replaced: writes are refused. Stop contactd with SIGTERM, which saves what has been written so far, and start it again.`
    // Other programs may shrink the files legitimately: by VACUUM, and by a checkpoint that truncates the log.
    const isFileCut = fileNow.size < this.#fileBytes && fileNow.size < this.#connection.databaseBytes()
    const isWalCut = walNow.size < this.#walBytes && walNow.size < this.#connection.walBytes()
    if (isFileCut || isWalCut)
      return `The file of the database, or its write-ahead log, was overwritten or truncated: writes are refused. Stop contactd, remove both files, and restore a backup.`
    this.#fileBytes = fileNow.size
    this.#walBytes = walNow.size
    return undefined
  }
}

const stateOf = (path: string): FileState | undefined =>
  statSync(path, { bigint: true, throwIfNoEntry: false })

const isSame = (one: Identity | undefined, other: Identity | undefined): boolean =>
  one?.ino === other?.ino && one?.dev === other?.dev
