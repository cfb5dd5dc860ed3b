import { newestOfAll, type RequestQuery } from '../../../traffic/list-requests.ts'
import type { RecordedRequest } from '../../../traffic/recorded-request.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

/** A worker, as the list of requests sees it. */
interface ListingWorker {
  /** Does nothing if it has ended. */
  send(message: ToWorker): void
}

/** How long the workers have for their requests. The list goes without those of one that is stuck. */
export const listTimeMs = 1_000
/** The most lists that are collected at a time. A worker that asks for another gets its own requests alone. */
export const maxCollecting = 50

interface Collecting {
  missing: Set<ListingWorker>
  lists: RecordedRequest[][]
  finish: () => void
}

/** Collects the latest requests of a location from all workers, for the one that serves the list. */
export class PooledRequests {
  readonly #workers = new Set<ListingWorker>()
  readonly #collecting = new Map<number, Collecting>()
  readonly #timeMs: number
  #last = 0

  constructor(timeMs = listTimeMs) {
    this.#timeMs = timeMs
  }

  /** A worker listens. */
  add(worker: ListingWorker): void {
    this.#workers.add(worker)
  }

  /** A worker has ended. Its requests have gone with it. */
  remove(worker: ListingWorker): void {
    this.#workers.delete(worker)
    for (const collecting of this.#collecting.values()) received(collecting, worker)
  }

  /** A worker has sent a message. */
  receive(worker: ListingWorker, message: FromWorker): void {
    if (message.kind === 'requests') {
      const collecting = this.#collecting.get(message.collection)
      if (collecting) received(collecting, worker, message.requests)
    }
    if (message.kind === 'wants-all-requests') void this.#answer(worker, message.question, message.query)
  }

  async #answer(asking: ListingWorker, question: number, query: RequestQuery): Promise<void> {
    const collects = this.#collecting.size < maxCollecting
    const lists = await this.#collect(collects ? [...this.#workers] : [asking], query)
    asking.send({ kind: 'all-requests', question, requests: newestOfAll(lists, query.limit) })
  }

  async #collect(workers: readonly ListingWorker[], query: RequestQuery): Promise<RecordedRequest[][]> {
    const collection = ++this.#last
    const { promise, resolve } = Promise.withResolvers<void>()
    const collecting: Collecting = { missing: new Set(workers), lists: [], finish: resolve }
    const timer = setTimeout(resolve, this.#timeMs)
    this.#collecting.set(collection, collecting)
    for (const worker of workers) worker.send({ kind: 'read-requests', collection, query })
    await promise
    clearTimeout(timer)
    this.#collecting.delete(collection)
    return collecting.lists
  }
}

function received(
  { missing, lists, finish }: Collecting,
  worker: ListingWorker,
  requests: RecordedRequest[] = [],
): void {
  if (!missing.delete(worker)) return
  lists.push(requests)
  if (missing.size === 0) finish()
}
