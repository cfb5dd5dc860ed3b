import type { Clock } from '../lib/clock.ts'

/** The maximum number of requests for a resource. */
export interface Limits {
  /** Per short window. */
  max: number
  /** The length of the short window. */
  intervalMs: number
  /** Per day (UTC). */
  daily: number
}

/** HighLevel's documented limits: 100 requests per 10 s and 200,000 per day, for each app and location. */
export const highLevelLimits: Limits = { max: 100, intervalMs: 10_000, daily: 200_000 }

export const dayMs = 24 * 60 * 60 * 1000
/**
 * If one window has more resources than this, the counts are reset: memory is limited, the number of resources is not.
 */
const maxResources = 100_000

/** How much of its limits a resource has used in the current windows. */
export interface Usage {
  limits: Limits
  remaining: number
  dailyRemaining: number
  /** The time until the short window ends. */
  resetMs: number
  /** The time until the day ends. */
  dailyResetMs: number
}

/** Counts the requests of each resource against its limits. */
export interface RateLimiter {
  /** Counts a request. @returns whether it is within the limits; a refused one is not counted. */
  admit(resource: string): Admitted | Promise<Admitted>
  /** The usage shown to a request without a valid token. */
  untouched(): Usage
}

/** The result of counting a request. */
export interface Admitted {
  admitted: boolean
  usage: Usage
}

/**
 * Counts requests in this process only, for each resource (an app in a location, a location's own tokens, or a
 * company's), in fixed windows that start at whole multiples of their length since 1970: a short one, and a day (UTC).
 */
export class RateLimits implements RateLimiter {
  readonly #clock: Clock
  readonly #enforced: boolean
  readonly #limits: Limits
  readonly #burst: WindowCounter
  readonly #daily = new WindowCounter(dayMs)

  /** @param enforced whether requests beyond the limits are refused; they are counted in either case. */
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

  /** Forgets all requests. */
  clear(): void {
    this.#burst.clear()
    this.#daily.clear()
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

/** Counts by key within the current window; a new window starts at zero. */
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

  clear(): void {
    this.#window = -1
  }

  #isRunning(now: number): boolean {
    return Math.floor(now / this.#lengthMs) === this.#window
  }
}

/** The headers that HighLevel sends with every response. Its official SDK reads `x-ratelimit-daily-reset`. */
export const rateLimitHeaders = (usage: Usage): Record<string, string> => ({
  'x-ratelimit-limit-daily': String(usage.limits.daily),
  'x-ratelimit-daily-remaining': String(usage.dailyRemaining),
  'x-ratelimit-daily-reset': String(usage.dailyResetMs),
  'x-ratelimit-interval-milliseconds': String(usage.limits.intervalMs),
  'x-ratelimit-max': String(usage.limits.max),
  'x-ratelimit-remaining': String(usage.remaining),
})

/** How long a refused client waits until the full window ends; clients look for `retry-after` first. */
export const retryAfterSeconds = ({ dailyRemaining, dailyResetMs, resetMs }: Omit<Usage, 'limits'>): number =>
  Math.ceil((dailyRemaining === 0 ? dailyResetMs : resetMs) / 1000)
