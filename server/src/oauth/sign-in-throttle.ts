import { BoundedCache } from '../lib/bounded-cache.ts'
import type { Clock } from '../lib/clock.ts'

/** How many attempts may fail before the next one is delayed. */
export const freeAttempts = 5
/** Failures are forgotten after this time without another. */
const rememberedMs = 15 * 60 * 1000
const firstDelayMs = 1000
/** At two attempts a minute, guessing eight random letters and digits takes millions of years. */
const longestDelayMs = 30 * 1000
/** How long an attempt waits for its turn: proxies time out after a minute. */
const longestWaitMs = 30 * 1000
/** The maximum number of account and client pairs in memory. */
const maxRemembered = 10_000

interface Failures {
  count: number
  /** The next attempt is not checked before this time, in milliseconds since 1970. */
  nextAt: number
  forgetAt: number
}

/** The key by which attempts are counted. */
export interface Attempt {
  /** An email in lower case; one without a user is counted like any other. */
  account: string
  /** The client's network, or a browser that has signed in to the account before. */
  client: string
}

/**
 * Slows down password guessing for one account by one client: after five failures in 15 minutes, further attempts are
 * checked one after another, with a delay that doubles from one second to 30. No attempt is refused because of
 * earlier failures, so the right password is always accepted, if a little later; other clients and other accounts are
 * not delayed. The state is in memory and is lost when the process ends.
 */
export class SignInThrottle {
  readonly #clock: Clock
  readonly #failures = new BoundedCache<string, Failures>(maxRemembered)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Counts an attempt as failed before its result is known, so that concurrent attempts gain nothing over sequential
   * ones.
   * @returns how many milliseconds it must wait for its turn; undefined if it would wait too long behind others: then
   * it is not counted.
   */
  begin(attempt: Attempt): number | undefined {
    const now = this.#clock.now()
    const { count, nextAt } = this.#of(attempt)
    const startAt = Math.max(now, nextAt)
    if (startAt - now > longestWaitMs) return undefined
    this.#set(attempt, count + 1, startAt)
    return startAt - now
  }

  /** The attempt succeeded: the client's failures for the account are forgotten. */
  succeed(attempt: Attempt): void {
    this.#failures.delete(keyOf(attempt))
  }

  /** The attempt was not checked after all. */
  withdraw(attempt: Attempt): void {
    const { count } = this.#of(attempt)
    if (count <= 1) this.#failures.delete(keyOf(attempt))
    else this.#set(attempt, count - 1, this.#clock.now())
  }

  /** Forgets all failures. */
  clear(): void {
    this.#failures.clear()
  }

  /** How many milliseconds the next attempt would wait. */
  nextInMs(attempt: Attempt): number {
    return Math.max(0, this.#of(attempt).nextAt - this.#clock.now())
  }

  #of(attempt: Attempt): Failures {
    const known = this.#failures.get(keyOf(attempt))
    return known && known.forgetAt > this.#clock.now() ? known : nothing
  }

  #set(attempt: Attempt, count: number, startAt: number): void {
    const doublings = count - freeAttempts
    const delayMs = doublings < 0 ? 0 : Math.min(firstDelayMs * 2 ** doublings, longestDelayMs)
    const nextAt = startAt + delayMs
    this.#failures.set(keyOf(attempt), { count, nextAt, forgetAt: nextAt + rememberedMs })
  }
}

const nothing: Failures = { count: 0, nextAt: 0, forgetAt: 0 }

/** A client contains no space. */
const keyOf = ({ account, client }: Attempt): string => `${client} ${account}`
