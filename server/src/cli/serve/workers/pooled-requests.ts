import { newestOfAll, type RequestQuery } from '../../../traffic/list-requests.ts'
import type { RecordedRequest } from '../../../traffic/recorded-request.ts'
import { type AskedWorker, Collection, collectTimeMs } from './collection.ts'
import type { FromWorker } from './worker-messages.ts'

/** The most lists that are collected at a time. A worker that asks for another gets its own requests alone. */
export const maxCollecting = 50

interface Collecting {
  collection: Collection
  lists: RecordedRequest[][]
}

/** Collects the latest requests of a location from all workers, for the one that serves the list. */
export class PooledRequests {
  readonly #workers = new Set<AskedWorker>()
  readonly #collecting = new Map<number, Collecting>()
  readonly #timeMs: number
  #last = 0

  constructor(timeMs = collectTimeMs) {
    this.#timeMs = timeMs
  }

  /** A worker listens. */
  add(worker: AskedWorker): void {
    this.#workers.add(worker)
  }

  /** A worker has ended. Its requests have gone with it. */
  remove(worker: AskedWorker): void {
    this.#workers.delete(worker)
    for (const { collection } of this.#collecting.values()) collection.settle(worker)
  }

  /** A worker has sent a message. */
  receive(worker: AskedWorker, message: FromWorker): void {
    if (message.kind === 'requests') {
      const collecting = this.#collecting.get(message.collection)
      if (collecting?.collection.settle(worker)) collecting.lists.push(message.requests)
    }
    if (message.kind === 'wants-all-requests') void this.#answer(worker, message.question, message.query)
  }

  async #answer(asking: AskedWorker, question: number, query: RequestQuery): Promise<void> {
    const collects = this.#collecting.size < maxCollecting
    const lists = await this.#collect(collects ? this.#workers : [asking], query)
    asking.send({ kind: 'all-requests', question, requests: newestOfAll(lists, query.limit) })
  }

  async #collect(workers: Iterable<AskedWorker>, query: RequestQuery): Promise<RecordedRequest[][]> {
    const number = ++this.#last
    const collecting: Collecting = { collection: new Collection(workers), lists: [] }
    this.#collecting.set(number, collecting)
    await collecting.collection.ask({ kind: 'read-requests', collection: number, query }, this.#timeMs)
    this.#collecting.delete(number)
    return collecting.lists
  }
}
