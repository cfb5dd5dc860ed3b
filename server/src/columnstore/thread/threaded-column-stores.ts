import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { IndexWrites } from '../index-writes.ts'
import type { WritesOf } from '../local-column-stores.ts'
import type { ColumnStores, Query, QueryResult } from '../query.ts'
import type { FromStoreThread, IndexWrite, StoreThreadData, ToStoreThread } from './messages.ts'
import { failureOf, PendingCalls } from './pending-calls.ts'
import { Watchdog } from './watchdog.ts'

/**
 * The limits of the thread's V8 heap, which holds about 20 MB, and columns of less than a megabyte, which the cache
 * limits. With a limit of 2 GB or more, V8 lets garbage grow to four times the live objects, and young objects take
 * 96 MB. Building the index of 200,000 contacts then takes 450 MB instead of 230 MB, and is not faster.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 24, maxOldGenerationSizeMb: 1024 }
/** The interval of pings. */
const beatMs = 1000
/** The pause before a new thread starts if the last one never answered. Each further such thread doubles it. */
const firstPauseMs = 1000
const longestPauseMs = 30_000
/** As long as a server waits for open requests, because a new thread loads its code first. */
const closeTimeMs = 10_000

export interface ThreadedColumnStoresOptions<Shapes> extends StoreThreadData {
  /** The module that the thread runs. It must call `runStoreThread`. */
  workerFile: URL
  writes: WritesOf<Shapes>
  /** Called with each failure and the words for the log. */
  warn: (error: unknown, what: string) => void
}

/** No thread runs queries, or the thread was lost during the query. */
export class ThreadLostError extends Error {
  override name = 'ThreadLostError'
}

/**
 * Column stores in a separate thread. The calling thread, which has the storage, executes their writes. A thread that
 * ends or no longer answers is replaced, and its running queries fail.
 */
export class ThreadedColumnStores<Shapes> implements ColumnStores<Shapes> {
  readonly #options: ThreadedColumnStoresOptions<Shapes>
  readonly #calls = new PendingCalls()
  #worker: Worker | undefined
  #watch = new Watchdog()
  #beats: NodeJS.Timeout | undefined
  #restart: NodeJS.Timeout | undefined
  /** The number of threads in a row that never answered, and whether a lost thread's successor has yet to answer. */
  #neverAnswered = 0
  #isReplacing = false
  #isClosed = false

  constructor(options: ThreadedColumnStoresOptions<Shapes>) {
    this.#options = options
    this.#start()
  }

  /** @throws ThreadLostError */
  async find<Name extends keyof Shapes & string>(
    name: Name,
    query: Query,
    shape: Shapes[Name],
    cancelled?: AbortSignal,
  ): Promise<QueryResult> {
    if (this.#isClosed || this.#worker === undefined) throw noThread()
    // A running query keeps the process alive. An idle thread does not.
    this.#worker.ref()
    let cancel = () => {}
    try {
      return await this.#calls.call<QueryResult>((id) => {
        cancel = () => this.#send({ kind: 'cancel', id })
        cancelled?.addEventListener('abort', cancel)
        this.#send({ kind: 'find', id, name, query, shape })
      })
    } finally {
      cancelled?.removeEventListener('abort', cancel)
      if (this.#calls.count === 0 && !this.#isClosed) this.#worker?.unref()
    }
  }

  async check(): Promise<void> {
    if (this.#isReplacing) throw new Error('The search thread was lost. Another is being started.')
    if (this.#watch.isSilent) throw new Error('The search thread does not answer. It is replaced soon.')
  }

  /** Ends the thread after its running queries and writes. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearInterval(this.#beats)
    clearTimeout(this.#restart)
    const worker = this.#worker
    if (worker === undefined) return
    worker.ref()
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    this.#send({ kind: 'close' })
    const timeout = new AbortController()
    const tooLong = sleep(closeTimeMs, undefined, timeout).catch(() => undefined)
    await Promise.race([ended, tooLong])
    timeout.abort()
    await worker.terminate()
  }

  #start(): void {
    const { database, databaseDirect, databaseReplica, warn, workerFile } = this.#options
    const workerData: StoreThreadData = { database, databaseDirect, databaseReplica }
    const worker = new Worker(workerFile, { workerData, resourceLimits })
    worker.on('message', (message: FromStoreThread) => {
      if (worker === this.#worker) this.#receive(message)
    })
    worker.on('error', (error) => warn(error, 'the search thread failed'))
    worker.on('exit', () => this.#lose(worker))
    // Call it after adding listeners: a message listener keeps the process alive again.
    worker.unref()
    this.#worker = worker
    this.#watch = new Watchdog()
    this.#beats = setInterval(() => this.#beat(worker), beatMs).unref()
  }

  #beat(worker: Worker): void {
    this.#watch.beat(this.#calls.count > 0)
    if (this.#watch.isStuck) {
      this.#options.warn(new Error('The search thread does not answer.'), 'the search thread is replaced')
      this.#lose(worker)
      void worker.terminate()
    } else {
      this.#send({ kind: 'ping' })
    }
  }

  /** Fails the thread's running queries and starts a new thread, after a pause if the lost one never answered. */
  #lose(worker: Worker): void {
    if (worker !== this.#worker) return
    clearInterval(this.#beats)
    this.#worker = undefined
    this.#calls.failAll(noThread())
    if (this.#isClosed) return
    this.#neverAnswered = this.#watch.hasAnswered ? 0 : this.#neverAnswered + 1
    this.#isReplacing = true
    if (this.#neverAnswered === 0) this.#start()
    else {
      const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (this.#neverAnswered - 1))
      this.#restart = setTimeout(() => this.#start(), pauseMs).unref()
    }
  }

  #receive(message: FromStoreThread): void {
    this.#isReplacing = false
    switch (message.kind) {
      case 'found':
        this.#watch.ended()
        this.#calls.succeed(message.id, message.result)
        break
      case 'not-found':
        this.#watch.ended()
        this.#calls.fail(message.id, message.failure)
        break
      case 'pong':
        this.#watch.answered(message.steps)
        break
      case 'write':
        void this.#write(message)
        break
      case 'warning':
        this.#options.warn(new Error(message.failure.message), message.what)
        break
    }
  }

  async #write({ id, name, call }: Extract<FromStoreThread, { kind: 'write' }>): Promise<void> {
    const worker = this.#worker
    const answer = (message: ToStoreThread<Shapes>) => {
      // A new thread reuses the numbers of calls.
      if (worker === this.#worker) this.#send(message)
    }
    try {
      answer({ kind: 'written', id, result: await called(this.#options.writes[name as keyof Shapes], call) })
    } catch (error) {
      answer({ kind: 'not-written', id, failure: failureOf(error) })
    }
  }

  #send(message: ToStoreThread<Shapes>): void {
    this.#worker?.postMessage(message)
  }
}

const noThread = () => new ThreadLostError('No thread runs queries now.')

function called(writes: IndexWrites, call: IndexWrite): Promise<unknown> {
  switch (call.method) {
    case 'insertColumns':
      return writes.insertColumns(...call.args)
    case 'commitVersion':
      return writes.commitVersion(...call.args)
    case 'deleteColumns':
      return writes.deleteColumns(...call.args)
    case 'deleteChanges':
      return writes.deleteChanges(...call.args)
    case 'deleteOrphanedColumns':
      return writes.deleteOrphanedColumns(...call.args)
  }
}
