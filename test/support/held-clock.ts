import type { Clock } from '../../server/src/lib/clock.ts'

/** A clock that stands still until a test advances it. */
export class HeldClock implements Clock {
  #now: number

  /** @param start an ISO 8601 instant. */
  constructor(start = '2024-06-16T14:00:00.000Z') {
    this.#now = Date.parse(start)
  }

  now(): number {
    return this.#now
  }

  /** @param milliseconds may be negative: clocks are set back, too. */
  advance(milliseconds: number): void {
    this.#now += milliseconds
  }

  /** The time in the form of responses. */
  iso(): string {
    return new Date(this.#now).toISOString()
  }
}
