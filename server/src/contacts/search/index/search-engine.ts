import { StorageUnavailableError } from '../../../storage/storage.ts'
import { presentRow } from '../row-shapes.ts'
import type { ContactSearch, RowShape, SearchQuery, SearchResult } from '../search-query.ts'
import type { IndexContext } from './location-index.ts'
import { SearchIndex } from './search-index.ts'

/** Searches that may wait for their turn. */
const maxWaiting = 64

export interface SearchEngineOptions extends IndexContext {
  /** Told when the background could not write the index down. It is tried again. */
  warn: (error: unknown) => void
  /** How often the background looks for something to do. */
  tidyEveryMs?: number
}

/** The index with its background work, in the thread that it was made in. */
export class SearchEngine implements ContactSearch {
  readonly #index: SearchIndex
  readonly #warn: (error: unknown) => void
  readonly #tidyEveryMs: number
  readonly #underWay = new Set<Promise<unknown>>()
  #timer: NodeJS.Timeout | undefined
  #tidying: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor({ warn, tidyEveryMs = 1000, ...context }: SearchEngineOptions) {
    this.#index = new SearchIndex(context)
    this.#warn = warn
    this.#tidyEveryMs = tidyEveryMs
    this.#later(tidyEveryMs)
  }

  async find(query: SearchQuery, shape: RowShape): Promise<SearchResult> {
    if (this.#isClosed || this.#underWay.size >= maxWaiting)
      throw new StorageUnavailableError('Too many searches wait already.')
    const finding = this.#find(query, shape)
    this.#underWay.add(finding)
    try {
      return await finding
    } finally {
      this.#underWay.delete(finding)
    }
  }

  /** Takes no more searches, and ends after those under way and what the background is at. */
  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await Promise.allSettled([this.#tidying, ...this.#underWay])
  }

  async #find(query: SearchQuery, shape: RowShape): Promise<SearchResult> {
    const { total, contacts, isTooLarge } = await this.#index.find(query)
    if (isTooLarge) return { total, rows: [], isTooLarge }
    return { total, rows: contacts.map((found) => presentRow(shape, found)) }
  }

  #later(delayMs: number): void {
    if (this.#isClosed) return
    this.#timer = setTimeout(() => {
      this.#tidying = this.#tidy()
    }, delayMs)
    this.#timer.unref()
  }

  async #tidy(): Promise<void> {
    let isBehind = false
    try {
      isBehind = await this.#index.tidy()
    } catch (error) {
      this.#warn(error)
    }
    this.#later(isBehind ? 0 : this.#tidyEveryMs)
  }
}
