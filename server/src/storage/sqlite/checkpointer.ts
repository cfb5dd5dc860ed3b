import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { StorageLog } from '../log.ts'
import type { Connection } from './connection.ts'
import { retryWhileBusy } from './errors.ts'
import { holdFileMark, markFile } from './log-mark.ts'

/** An order to the worker: a checkpoint mode, or to end. */
export type CheckpointOrder = 'PASSIVE' | 'RESTART' | 'CLOSE'

export interface CheckpointAnswer {
  /** Why the checkpoint failed, if it did. */
  failure?: string
}

export interface CheckpointWorkerData {
  file: string
  /** The descriptor of the database file, for syncs. */
  descriptor: number
  /** How long the worker waits for other processes while writes wait. */
  busyTimeMs: number
}

export interface CheckpointerOptions {
  file: string
  descriptor: number
  writer: Connection
  /** Runs a function while no write is in progress; writes wait meanwhile, and nothing else does. */
  pause: (work: () => Promise<void>) => Promise<void>
  log: StorageLog
  /** The log is copied when it has grown by this many pages of 4 kB. */
  pagesPerPass: number
  /** The log is restarted when it has grown by this many pages. */
  pagesPerLog: number
}

export const checkpointDefaults = {
  /** 4 MB: larger passes would keep the disk busy for longer, and a commit that needs it would wait. */
  pagesPerPass: 1_000,
  /**
   * 16 MB. A longer log pauses writes less often; in a shorter one, commits overwrite blocks that are already
   * allocated.
   */
  pagesPerLog: 4_000,
}
/** The maximum number of pages left to copy when writes are paused. */
const pagesAtRestart = 256
/** Passes to get there. Each copies what was written during the previous one, so they soon grow short. */
const passesPerRestart = 5
/** A multiple of `pagesPerLog` at which writes wait: far off, since the wait may last a second. */
const logsAtBrake = 8
const busyTimeMs = 50
const longestHoldMs = 1_000
const closeTimeMs = 5_000

const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './checkpoint-worker.ts' : './checkpoint-worker.js',
  import.meta.url,
)

/**
 * Keeps the write-ahead log short without blocking the event loop. A worker thread copies it into the database as it
 * grows, while writes continue. When it is long, writes pause while the last few pages are copied, and the log
 * restarts. A commit in which SQLite made its own checkpoint blocked the loop for 40 ms (median; p90 92), one without
 * for 4. Now no commit blocks it for a checkpoint, and writes pause for 9 ms (p90 25) with the loop free.
 * docs/decisions/0002-checkpoints-off-the-writer.md has the whole measurement.
 */
export class Checkpointer {
  readonly #options: CheckpointerOptions
  #worker: Worker | undefined
  /** Limits what a pass copies. */
  #reader: Database.Database | undefined
  #round: Promise<void> | undefined
  /** The length of the log at the last pass and at the last restart attempt. */
  #pagesAtPass = 0
  #pagesAtLog = 0
  #braking = false
  #closed = false
  /** Settles the worker's current order. */
  #answered: ((answer: CheckpointAnswer) => void) | undefined

  constructor(options: CheckpointerOptions) {
    this.#options = options
    options.writer.database.pragma('wal_autocheckpoint = 0')
  }

  /** Call after each commit: starts a round in the background when the log has grown enough. */
  afterCommit(): void {
    if (this.#closed) return
    if (this.#round !== undefined) {
      this.#brake(this.#round)
      return
    }
    this.#round = this.#runRound()
      .catch((error: unknown) => this.#options.log.warn({ err: error }, 'checkpoint failed'))
      .finally(() => {
        this.#round = undefined
      })
  }

  /** If writes outrun a starved worker, they wait for it, so the log stays bounded on any machine. */
  #brake(round: Promise<void>): void {
    const { writer, pause, pagesPerLog } = this.#options
    if (this.#braking || writer.walState().pages < logsAtBrake * pagesPerLog) return
    this.#braking = true
    const roundOrTimeout = () => {
      // Writes wait, so the process must stay alive.
      this.#worker?.ref()
      return Promise.race([round, sleep(longestHoldMs, undefined, { ref: false })])
    }
    void pause(roundOrTimeout).finally(() => {
      this.#worker?.unref()
      this.#braking = false
    })
  }

  /** Ends the worker. The last connection that closes copies the rest. */
  async close(): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    if (worker === undefined) return this.#closeReader()
    worker.ref()
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    worker.postMessage('CLOSE' satisfies CheckpointOrder)
    const timeout = new AbortController()
    const tooLong = sleep(closeTimeMs, undefined, timeout).catch(() => undefined)
    await Promise.race([Promise.all([ended, this.#round]), tooLong])
    timeout.abort()
    this.#closeReader()
  }

  #closeReader(): void {
    this.#reader?.close()
  }

  async #runRound(): Promise<void> {
    const { writer, pagesPerPass, pagesPerLog } = this.#options
    const { pages } = writer.walState()
    if (pages < this.#pagesAtPass) {
      this.#pagesAtPass = 0
      this.#pagesAtLog = 0
    }
    if (pages - this.#pagesAtPass < pagesPerPass) return
    for (let pass = 0; pass < passesPerRestart; pass += 1) {
      await this.#copyLog()
      if (this.#closed) return
      const state = writer.walState()
      this.#pagesAtPass = state.pages
      if (state.pages - this.#pagesAtLog < pagesPerLog) return
      if (state.pagesLeft <= pagesAtRestart) break
    }
    await this.#restartLog()
  }

  /** A pass: copies the log up to the start of a read, while writes continue. It keeps the mark of the file. */
  async #copyLog(): Promise<void> {
    const { writer, pause } = this.#options
    const { database } = writer
    this.#reader ??= new Database(database.name, { readonly: true, timeout: 0 })
    const reader = this.#reader
    const hold = () => {
      if (database.open) holdFileMark(database, reader)
    }
    await pause(() => retryWhileBusy(hold))
    try {
      await this.#checkpoint('PASSIVE')
    } finally {
      if (reader.open && reader.inTransaction) reader.exec('ROLLBACK')
    }
  }

  async #restartLog(): Promise<void> {
    const { writer, descriptor, pause } = this.#options
    await pause(async () => {
      // Writes wait for the answer, so the process must stay alive.
      this.#worker?.ref()
      const isDone = await this.#checkpointInTime('RESTART')
      if (isDone && !this.#closed) await retryWhileBusy(() => markFile(writer.database, descriptor))
      this.#worker?.unref()
    })
    if (this.#closed) return
    // If a reader in another process prevented the restart, it is not attempted again at once.
    this.#pagesAtLog = this.#options.writer.walState().pages
    this.#pagesAtPass = this.#pagesAtLog
  }

  /** @returns whether it was done within the time that writes may wait. */
  #checkpointInTime(order: CheckpointOrder): Promise<boolean> {
    const made = this.#checkpoint(order).then(() => true)
    return Promise.race([made, sleep(longestHoldMs, false, { ref: false })])
  }

  async #checkpoint(order: CheckpointOrder): Promise<void> {
    this.#worker ??= this.#startWorker()
    const worker = this.#worker
    const { failure } = await new Promise<CheckpointAnswer>((resolve) => {
      this.#answered = resolve
      worker.postMessage(order)
    })
    if (failure !== undefined) throw new Error(failure)
  }

  #startWorker(): Worker {
    const { file, descriptor } = this.#options
    const workerData: CheckpointWorkerData = { file, descriptor, busyTimeMs }
    const worker = new Worker(workerFile, { workerData })
    worker.on('message', (answer: CheckpointAnswer) => this.#answered?.(answer))
    worker.on('error', (error) => this.#lost(String(error)))
    worker.on('exit', () => this.#lost('The checkpoint worker has ended.'))
    // After the listeners: a message listener keeps the process alive again.
    worker.unref()
    return worker
  }

  /** Without the worker, SQLite copies the log itself, in the writer: slower at times, but bounded. */
  #lost(failure: string): void {
    this.#worker = undefined
    if (!this.#closed) {
      this.#closed = true
      const { writer, log, pagesPerPass } = this.#options
      writer.database.pragma(`wal_autocheckpoint = ${pagesPerPass}`)
      log.warn({ reason: failure }, 'from now on, the writer makes the checkpoints')
    }
    this.#answered?.({ failure })
  }
}
