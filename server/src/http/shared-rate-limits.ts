import type { Clock } from '../lib/clock.ts'
import type { Storage } from '../storage/storage.ts'
import type { WindowCount, WindowCounts } from '../storage/window-counts.ts'
import {
  type Admitted,
  dayMs,
  highLevelLimits,
  type Limits,
  type RateLimiter,
  RateLimits,
  type Usage,
} from './rate-limit.ts'

export interface RateLimitOptions {
  storage: Storage
  clock: Clock
  /** Whether requests beyond the limits are refused. */
  enforced: boolean
  limits?: Limits | undefined
}

/**
 * Opens the rate limits. They are counted in the database if it counts for all of its processes and limits are
 * enforced, or else in this process.
 */
export function openRateLimits({
  storage,
  clock,
  enforced,
  limits = highLevelLimits,
}: RateLimitOptions): RateLimiter {
  const counts = enforced
    ? storage.openCounts?.({
        short: { lengthMs: limits.intervalMs, max: limits.max },
        long: { lengthMs: dayMs, max: limits.daily },
      })
    : undefined
  return counts ? new SharedRateLimits(counts, clock, limits) : new RateLimits(clock, enforced, limits)
}

/** Counts for all processes of a database. */
class SharedRateLimits implements RateLimiter {
  readonly #counts: WindowCounts
  readonly #clock: Clock
  readonly #limits: Limits

  constructor(counts: WindowCounts, clock: Clock, limits: Limits) {
    this.#counts = counts
    this.#clock = clock
    this.#limits = limits
  }

  async admit(resource: string): Promise<Admitted> {
    const { admitted, short, long } = await this.#counts.admit(resource)
    return { admitted, usage: this.#usage(short, long) }
  }

  untouched(): Usage {
    const now = this.#clock.now()
    const windowOf = (lengthMs: number) => ({ number: Math.floor(now / lengthMs), count: 0 })
    return this.#usage(windowOf(this.#limits.intervalMs), windowOf(dayMs))
  }

  #usage(short: WindowCount, long: WindowCount): Usage {
    const limits = this.#limits
    const now = this.#clock.now()
    // At least a millisecond, since the window may have ended while the database counted.
    const untilEnd = ({ number }: WindowCount, lengthMs: number) => Math.max(1, (number + 1) * lengthMs - now)
    return {
      limits,
      remaining: Math.max(0, limits.max - short.count),
      dailyRemaining: Math.max(0, limits.daily - long.count),
      resetMs: untilEnd(short, limits.intervalMs),
      dailyResetMs: untilEnd(long, dayMs),
    }
  }
}
