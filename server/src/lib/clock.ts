/** The only source of time in the program, so that a test can control it. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

/** Milliseconds with fractions since an arbitrary moment: for durations, independent of changes of the clock. */
export const monotonicMs = (): number => performance.now()
