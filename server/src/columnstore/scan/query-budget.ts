import { setImmediate as yieldToOthers } from 'node:timers/promises'

/**
 * The budget of a query in rows, numbers and bytes of text, which take 1 to 3 ns each. A column of 1,000,000 distinct
 * texts costs about 35,000,000 units, so more than fifty conditions on such columns are within the budget.
 */
const maxUnits = 2_000_000_000
/**
 * The size of a slice, a few tenths of a millisecond, after which other work has its turn. A turn costs 10 µs, and if
 * other programs use the processor, a slice takes many times as long as its work.
 */
const unitsPerSlice = 100_000

/** A query would exceed its budget. */
export class QueryTooCostlyError extends Error {
  override name = 'QueryTooCostlyError'
}

/** The result of a query is no longer needed. */
export class QueryCancelledError extends Error {
  override name = 'QueryCancelledError'
}

let slices = 0
/** The number of slices of all queries since the start of this thread. */
export const slicesDone = (): number => slices

/** Limits the work of one query, and divides it into slices between which other work runs. */
export class QueryBudget {
  #left: number
  #slice = 0
  #isCancelled = false

  constructor(units: number = maxUnits) {
    this.#left = units
  }

  /** Stops the query before its next step. */
  cancel(): void {
    this.#isCancelled = true
  }

  /** @throws QueryCancelledError if the query was cancelled. */
  throwIfCancelled(): void {
    if (this.#isCancelled) throw new QueryCancelledError('The result is no longer needed.')
  }

  /**
   * Await this before work.
   * @throws QueryTooCostlyError, QueryCancelledError
   */
  async spend(units: number): Promise<void> {
    this.throwIfCancelled()
    this.#left -= units
    if (this.#left < 0) throw new QueryTooCostlyError('The query exceeds its budget.')
    await this.pause(units)
  }

  /** Await this after work that has its own limit. */
  async pause(units: number): Promise<void> {
    this.#slice += units
    if (this.#slice < unitsPerSlice) return
    this.#slice = 0
    slices += 1
    await yieldToOthers()
  }
}
