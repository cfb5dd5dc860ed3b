import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { StorageLog } from '../log.ts'
import type { Connection } from './connection.ts'

/** What the worker may be told: a checkpoint's mode, or to end. */
export type CheckpointOrder = 'PASSIVE' | 'RESTART' | 'CLOSE'

export interface CheckpointAnswer {
  /** Why the checkpoint could not be made, if it could not. */
  failure?: string
}

export interface CheckpointWorkerData {
  file: string
  /** Of the database, to sync it by. */
  descriptor: number
  /** How long the worker waits for other processes with the writes held back. */
  busyTimeMs: number
}

export interface CheckpointerOptions {
  file: string
  descriptor: number
  writer: Connection
  /** Runs a function while no write is under way; writes wait meanwhile, and nothing else does. */
  hold: (work: () => Promise<void>) => Promise<void>
  log: StorageLog
  /** The log is copied when it has grown by so many pages, of 4 kB each. */
  pagesPerPass: number
  /** The log begins anew when it has grown by so many pages. */
  pagesPerLog: number
}

export const checkpointDefaults = {
  /** 4 MB: more at once would keep the disk, and a commit that needs it, busy for longer. */
  pagesPerPass: 1_000,
  /** 16 MB. Longer, the writes are held back less often; shorter, a commit rewrites blocks that are allocated. */
  pagesPerLog: 4_000,
}
/** What may be left to copy when the writes are held back. */
const pagesAtRestart = 256
/** Passes to get there. Each has what was written during the one before it, so they soon grow short. */
const passesPerRestart = 5
/** How many times the length at which the log is to begin anew: far off, since the wait may last a second. */
const logsAtBrake = 8
const busyTimeMs = 50
const longestHoldMs = 1_000
const closeTimeMs = 5_000

const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './checkpoint-worker.ts' : './checkpoint-worker.js',
  import.meta.url,
)

/**
 * Keeps the write-ahead log short without stopping the event loop. A worker thread copies it into the
 * database as it grows, while writes go on; when it is long, writes are held back for the few pages that
 * are left, so that the log can begin anew. A commit in which SQLite made its own checkpoint blocked the loop
 * for 40 ms (median; p90 92), one without for 4; now it is blocked by none, and writes are held back for 9 ms
 * (p90 25) with the loop free. docs/decisions/0002-checkpoints-off-the-writer.md has the whole measurement.
 */
export class Checkpointer {
  readonly #options: CheckpointerOptions
  #worker: Worker | undefined
  #round: Promise<void> | undefined
  /** The length of the log at the last pass, and when it was last asked to begin anew. */
  #pagesAtPass = 0
  #pagesAtLog = 0
  #braking = false
  #closed = false
  /** Settles the order that the worker is at. */
  #answered: ((answer: CheckpointAnswer) => void) | undefined

  constructor(options: CheckpointerOptions) {
    this.#options = options
    options.writer.database.pragma('wal_autocheckpoint = 0')
  }

  /** To be called after each commit: begins a round in the background when the log has grown enough. */
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

  /** Where writes outrun a starved worker, they wait for it: the log stays bounded whatever the machine does. */
  #brake(round: Promise<void>): void {
    const { writer, hold, pagesPerLog } = this.#options
    if (this.#braking || writer.walState().pages < logsAtBrake * pagesPerLog) return
    this.#braking = true
    const roundOrTimeout = () => {
      // Writes wait, so the process must not end before them.
      this.#worker?.ref()
      return Promise.race([round, sleep(longestHoldMs, undefined, { ref: false })])
    }
    hold(roundOrTimeout).finally(() => {
      this.#worker?.unref()
      this.#braking = false
    })
  }

  /** Ends the worker. The last connection that closes copies what is left. */
  async close(): Promise<void> {
    this.#closed = true
    const worker = this.#worker
    if (worker === undefined) return
    worker.ref()
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    worker.postMessage('CLOSE' satisfies CheckpointOrder)
    const timeout = new AbortController()
    const tooLong = sleep(closeTimeMs, undefined, timeout).catch(() => undefined)
    await Promise.race([Promise.all([ended, this.#round]), tooLong])
    timeout.abort()
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
      await this.#checkpoint('PASSIVE')
      if (this.#closed) return
      const state = writer.walState()
      this.#pagesAtPass = state.pages
      if (state.pages - this.#pagesAtLog < pagesPerLog) return
      if (state.pagesLeft <= pagesAtRestart) break
    }
    await this.#restartLog()
  }

  async #restartLog(): Promise<void> {
    await this.#options.hold(async () => {
      // Writes wait for the answer, so the process must not end before it.
      this.#worker?.ref()
      await Promise.race([this.#checkpoint('RESTART'), sleep(longestHoldMs, undefined, { ref: false })])
      this.#worker?.unref()
    })
    if (this.#closed) return
    // Where a reader in another process kept the log from beginning anew, it is not asked again at once.
    this.#pagesAtLog = this.#options.writer.walState().pages
    this.#pagesAtPass = this.#pagesAtLog
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
    // After the listeners: one for messages keeps the process alive again.
    worker.unref()
    return worker
  }

  /** Without its worker, SQLite copies the log by itself, in the writer: slower now and then, but bounded. */
  #lost(failure: string): void {
    this.#worker = undefined
    if (!this.#closed) {
      this.#closed = true
      const { writer, log, pagesPerPass } = this.#options
      writer.database.pragma(`wal_autocheckpoint = ${pagesPerPass}`)
      log.warn({ reason: failure }, 'checkpoints are made by the writer from now on')
    }
    this.#answered?.({ failure })
  }
}
