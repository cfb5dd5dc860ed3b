import { JsonItems } from '../lib/json-items.ts'
import { OutageLog } from '../storage/outage-log.ts'
import { StorageUnavailableError } from '../storage/storage.ts'
import { ColumnIndex } from './column-index.ts'
import type { IndexContext } from './location-index.ts'
import type { Query, QueryResult } from './query.ts'
import { QueryBudget, QueryTooCostlyError } from './scan/query-budget.ts'
import type { Source } from './source.ts'

/** The cost of presenting one byte of a document, in the units of `QueryBudget`. */
const unitsPerByte = 10

export interface LocalColumnStoreOptions<Shape> extends IndexContext {
  source: Source<Shape>
  /** Called if background work fails, with the words for the log. The work is retried. */
  warn: (error: unknown, what: string) => void
  /** The interval of background rounds. */
  maintainEveryMs?: number
  /** The budget of one query; missing for the default. */
  maxUnits?: number
}

/** Runs queries over one source, and the background work of its index, in the calling thread. */
export class LocalColumnStore<Shape> {
  readonly #index: ColumnIndex<Shape>
  readonly #outage: OutageLog
  readonly #maintainEveryMs: number
  readonly #maxUnits: number | undefined
  readonly #running = new Set<Promise<unknown>>()
  #timer: NodeJS.Timeout | undefined
  #maintaining: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: LocalColumnStoreOptions<Shape>) {
    const { warn, maintainEveryMs = 1000, maxUnits, ...context } = options
    this.#index = new ColumnIndex(context)
    this.#outage = new OutageLog(
      { warn: ({ err }: { err?: unknown }, what) => warn(err, what) },
      'the search index could not be written: it will be',
    )
    this.#maintainEveryMs = maintainEveryMs
    this.#maxUnits = maxUnits
    this.#maintainAfter(maintainEveryMs)
  }

  /**
   * @throws IndexBehindError while the index of the location is built; StorageUnavailableError after `close`.
   * @throws QueryCancelledError if the query was cancelled.
   */
  async find(query: Query, shape: Shape, cancelled?: AbortSignal): Promise<QueryResult> {
    if (this.#isClosed) throw new StorageUnavailableError('The column store is closed.')
    const budget = new QueryBudget(this.#maxUnits)
    const cancel = () => budget.cancel()
    cancelled?.addEventListener('abort', cancel)
    const finding = this.#find(query, shape, budget)
    this.#running.add(finding)
    try {
      return await finding
    } finally {
      this.#running.delete(finding)
      cancelled?.removeEventListener('abort', cancel)
    }
  }

  /** Refuses further queries, and resolves once the running ones and the background work have ended. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await Promise.allSettled([this.#maintaining, ...this.#running])
  }

  async #find(query: Query, shape: Shape, budget: QueryBudget): Promise<QueryResult> {
    try {
      const { total, documents, hasMore, isTooLarge } = await this.#index.find(query, shape, budget)
      if (isTooLarge) return { total, rows: [], hasMore, isTooLarge }
      const rows = new JsonItems()
      for (const found of documents) {
        rows.add(found.present(found.place))
        await budget.pause(found.bytes * unitsPerByte)
      }
      const last = documents.at(-1)?.place
      return { total, rows: rows.end(), hasMore, ...(last && { last }) }
    } catch (error) {
      if (error instanceof QueryTooCostlyError)
        return { total: 0, rows: [], hasMore: false, isTooCostly: true }
      throw error
    }
  }

  #maintainAfter(delayMs: number): void {
    if (this.#isClosed) return
    this.#timer = setTimeout(() => {
      this.#maintaining = this.#maintain()
    }, delayMs)
    this.#timer.unref()
  }

  async #maintain(): Promise<void> {
    let hasMore = false
    try {
      hasMore = await this.#index.maintain()
      this.#outage.ended()
    } catch (error) {
      this.#outage.failed(error)
    }
    this.#maintainAfter(hasMore ? 0 : this.#maintainEveryMs)
  }
}
