import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { StorageUnavailableError } from '../../../storage/storage.ts'
import type { ContactSearch, RowShape, SearchQuery, SearchResult } from '../search-query.ts'
import type { IndexWrites } from './index-writes.ts'
import { failureOf, ThreadCalls } from './thread-calls.ts'
import type { FromSearchThread, IndexWrite, SearchThreadData, ToSearchThread } from './thread-messages.ts'

const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './search-worker.ts' : './search-worker.js',
  import.meta.url,
)
/** Searches that may wait for the thread. */
const maxWaiting = 256
const closeTimeMs = 5_000

export interface SearchThreadOptions extends SearchThreadData {
  writes: IndexWrites
  warn: (error: unknown) => void
}

/** The index in a thread of its own. What the thread wants written is written here, where the storage is. */
export class SearchThread implements ContactSearch {
  readonly #options: SearchThreadOptions
  readonly #calls = new ThreadCalls()
  #worker: Worker | undefined
  #isClosed = false

  constructor(options: SearchThreadOptions) {
    this.#options = options
    this.#worker = this.#start()
  }

  async find(query: SearchQuery, shape: RowShape): Promise<SearchResult> {
    if (this.#isClosed || this.#calls.count >= maxWaiting)
      throw new StorageUnavailableError('Too many searches wait already.')
    this.#worker ??= this.#start()
    // A search under way keeps the process; a thread that waits doesn't.
    this.#worker.ref()
    try {
      return await this.#calls.call<SearchResult>((id) => this.#send({ kind: 'find', id, query, shape }))
    } finally {
      if (this.#calls.count === 0 && !this.#isClosed) this.#worker?.unref()
    }
  }

  /** Ends the thread, after the write that it is at. */
  async close(): Promise<void> {
    this.#isClosed = true
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

  #start(): Worker {
    const { database, databaseDirect, databaseReplica } = this.#options
    const workerData: SearchThreadData = { database, databaseDirect, databaseReplica }
    const worker = new Worker(workerFile, { workerData })
    worker.on('message', (message: FromSearchThread) => this.#receive(message))
    worker.on('error', (error) => this.#options.warn(error))
    worker.on('exit', () => {
      this.#worker = undefined
      this.#calls.failAll({ message: 'The search thread has ended.', isUnavailable: true })
    })
    // After the listeners: one for messages keeps the process alive again.
    worker.unref()
    return worker
  }

  #receive(message: FromSearchThread): void {
    switch (message.kind) {
      case 'found':
        this.#calls.succeed(message.id, message.result)
        break
      case 'not-found':
        this.#calls.fail(message.id, message.failure)
        break
      case 'write':
        void this.#write(message.id, message.call)
        break
      case 'warning':
        this.#options.warn(new Error(message.failure.message))
        break
    }
  }

  async #write(id: number, call: IndexWrite): Promise<void> {
    try {
      this.#send({ kind: 'wrote', id, result: await called(this.#options.writes, call) })
    } catch (error) {
      this.#send({ kind: 'not-written', id, failure: failureOf(error) })
    }
  }

  #send(message: ToSearchThread): void {
    this.#worker?.postMessage(message)
  }
}

function called(writes: IndexWrites, call: IndexWrite): Promise<unknown> {
  switch (call.method) {
    case 'putColumns':
      return writes.putColumns(...call.args)
    case 'changeIndex':
      return writes.changeIndex(...call.args)
    case 'deleteColumns':
      return writes.deleteColumns(...call.args)
    case 'deleteChanges':
      return writes.deleteChanges(...call.args)
    case 'deleteStrayColumns':
      return writes.deleteStrayColumns(...call.args)
  }
}
