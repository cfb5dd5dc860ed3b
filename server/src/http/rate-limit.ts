import type { Clock } from '../lib/clock.ts'

/** HighLevel's documented limits: 100 requests in 10 s and 200,000 a day, for each location. */
export const highLevelLimits = { max: 100, intervalMs: 10_000, daily: 200_000 } as const

const dayMs = 24 * 60 * 60 * 1000
/** Past this many resources in one window the counts begin anew: memory is bounded, the world is not. */
const maxResources = 100_000

/** How much of its limits a resource has used in the running windows. */
export interface Usage {
  remaining: number
  dailyRemaining: number
  /** Until the short window ends. */
  resetMs: number
  /** Until the day's window ends. */
  dailyResetMs: number
}

/**
 * Counts requests for each resource (a location, or a company) in fixed windows that begin at whole
 * multiples of their length since 1970: ten seconds, and a day in UTC.
 */
export class RateLimits {
  readonly #clock: Clock
  readonly #enforced: boolean
  readonly #burst = new WindowCounter(highLevelLimits.intervalMs)
  readonly #daily = new WindowCounter(dayMs)

  /** @param enforced whether a request past the limits is refused; counted it is either way. */
  constructor(clock: Clock, enforced: boolean) {
    this.#clock = clock
    this.#enforced = enforced
  }

  /** Counts a request. @returns whether it is within the limits; one that is refused is not counted. */
  admit(resource: string): { admitted: boolean; usage: Usage } {
    const now = this.#clock.now()
    const before = this.#usage(resource, now)
    if (this.#enforced && (before.remaining === 0 || before.dailyRemaining === 0)) {
      return { admitted: false, usage: before }
    }
    this.#burst.add(resource, now)
    this.#daily.add(resource, now)
    return { admitted: true, usage: this.#usage(resource, now) }
  }

  /** The usage of nobody: what an answer to a request without a valid token shows. */
  untouched(): Usage {
    return this.#usage('', this.#clock.now())
  }

  #usage(resource: string, now: number): Usage {
    return {
      remaining: Math.max(0, highLevelLimits.max - this.#burst.count(resource, now)),
      dailyRemaining: Math.max(0, highLevelLimits.daily - this.#daily.count(resource, now)),
      resetMs: highLevelLimits.intervalMs - (now % highLevelLimits.intervalMs),
      dailyResetMs: dayMs - (now % dayMs),
    }
  }
}

/** Counts by key within the running window; a new window starts from nothing. */
class WindowCounter {
  readonly #lengthMs: number
  #window = -1
  #counts = new Map<string, number>()

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs
  }

  count(key: string, now: number): number {
    return this.#isRunning(now) ? (this.#counts.get(key) ?? 0) : 0
  }

  add(key: string, now: number): void {
    if (!this.#isRunning(now)) {
      this.#window = Math.floor(now / this.#lengthMs)
      this.#counts = new Map()
    }
    const count = this.#counts.get(key)
    if (count === undefined && this.#counts.size >= maxResources) this.#counts.clear()
    this.#counts.set(key, (count ?? 0) + 1)
  }

  #isRunning(now: number): boolean {
    return Math.floor(now / this.#lengthMs) === this.#window
  }
}

/** The headers that HighLevel puts on every answer. `x-ratelimit-daily-reset` is read by its official SDK. */
export const rateLimitHeaders = (usage: Usage): Record<string, string> => ({
  'x-ratelimit-limit-daily': String(highLevelLimits.daily),
  'x-ratelimit-daily-remaining': String(usage.dailyRemaining),
  'x-ratelimit-daily-reset': String(usage.dailyResetMs),
  'x-ratelimit-interval-milliseconds': String(highLevelLimits.intervalMs),
  'x-ratelimit-max': String(highLevelLimits.max),
  'x-ratelimit-remaining': String(usage.remaining),
})

/** How long a refused caller waits until the window that is full ends; clients look for `retry-after` first. */
export const retryAfterSeconds = ({ dailyRemaining, dailyResetMs, resetMs }: Usage): number =>
  Math.ceil((dailyRemaining === 0 ? dailyResetMs : resetMs) / 1000)
