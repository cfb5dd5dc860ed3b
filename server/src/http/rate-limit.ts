import type { Clock } from '../lib/clock.ts'

/** How many requests a resource may make. */
export interface Limits {
  /** In the short window. */
  max: number
  /** The length of the short window. */
  intervalMs: number
  /** In a day, UTC. */
  daily: number
}

/** HighLevel's documented limits: 100 requests in 10 s and 200,000 a day, for each app and location. */
export const highLevelLimits: Limits = { max: 100, intervalMs: 10_000, daily: 200_000 }

export const dayMs = 24 * 60 * 60 * 1000
/** Past this many resources in one window the counts begin anew: memory is bounded, the world is not. */
const maxResources = 100_000

/** How much of its limits a resource has used in the running windows. */
export interface Usage {
  limits: Limits
  remaining: number
  dailyRemaining: number
  /** Until the short window ends. */
  resetMs: number
  /** Until the day's window ends. */
  dailyResetMs: number
}

/** Counts requests for each resource, against its limits. */
export interface RateLimiter {
  /** Counts a request. @returns whether it is within the limits; one that is refused is not counted. */
  admit(resource: string): Admitted | Promise<Admitted>
  /** The usage of nobody: what an answer to a request without a valid token shows. */
  untouched(): Usage
}

/** What became of a request that was counted. */
export interface Admitted {
  admitted: boolean
  usage: Usage
}

/**
 * Counts requests in this process alone, for each resource (an app in a location, or a location's own tokens; or
 * a company's) in fixed windows that begin at whole multiples of their length since 1970: a short one, and a day
 * in UTC.
 */
export class RateLimits implements RateLimiter {
  readonly #clock: Clock
  readonly #enforced: boolean
  readonly #limits: Limits
  readonly #burst: WindowCounter
  readonly #daily = new WindowCounter(dayMs)

  /** @param enforced whether a request past the limits is refused; counted it is either way. */
  constructor(clock: Clock, enforced: boolean, limits: Limits = highLevelLimits) {
    this.#clock = clock
    this.#enforced = enforced
    this.#limits = limits
    this.#burst = new WindowCounter(limits.intervalMs)
  }

  admit(resource: string): Admitted {
    const now = this.#clock.now()
    const before = this.#usage(resource, now)
    if (this.#enforced && (before.remaining === 0 || before.dailyRemaining === 0)) {
      return { admitted: false, usage: before }
    }
    this.#burst.add(resource, now)
    this.#daily.add(resource, now)
    return { admitted: true, usage: this.#usage(resource, now) }
  }

  untouched(): Usage {
    return this.#usage('', this.#clock.now())
  }

  #usage(resource: string, now: number): Usage {
    const limits = this.#limits
    return {
      limits,
      remaining: Math.max(0, limits.max - this.#burst.count(resource, now)),
      dailyRemaining: Math.max(0, limits.daily - this.#daily.count(resource, now)),
      resetMs: limits.intervalMs - (now % limits.intervalMs),
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
  'x-ratelimit-limit-daily': String(usage.limits.daily),
  'x-ratelimit-daily-remaining': String(usage.dailyRemaining),
  'x-ratelimit-daily-reset': String(usage.dailyResetMs),
  'x-ratelimit-interval-milliseconds': String(usage.limits.intervalMs),
  'x-ratelimit-max': String(usage.limits.max),
  'x-ratelimit-remaining': String(usage.remaining),
})

/** How long a refused caller waits until the window that is full ends; clients look for `retry-after` first. */
export const retryAfterSeconds = ({ dailyRemaining, dailyResetMs, resetMs }: Omit<Usage, 'limits'>): number =>
  Math.ceil((dailyRemaining === 0 ? dailyResetMs : resetMs) / 1000)
