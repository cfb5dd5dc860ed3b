/** How failed deliveries are repeated. */
export interface RetrySchedule {
  /**
   * The time until the next attempt.
   * @param attempts the scheduled attempts so far, at least one.
   * @param random from 0 to 1.
   * @returns milliseconds, or undefined to give up.
   */
  delayMs(
    attempts: number,
    failure: { status?: number; retryAfterMs?: number },
    random: number,
  ): number | undefined
}

const maxAttempts = 12
const firstDelayMs = 5_000
/** The twelfth attempt comes about three days after the first. */
const factor = 2.83
/** Up to so much of a delay is added, so that events that failed together are not repeated together. */
const jitter = 0.1

/** Every failure is repeated: 12 attempts over three days, each gap 2.83 times the last, or longer if the receiver asks for it. */
export const contactdRetries: RetrySchedule = {
  delayMs(attempts, { retryAfterMs }, random) {
    if (attempts >= maxAttempts) return undefined
    const delayMs = firstDelayMs * factor ** (attempts - 1) * (1 + jitter * random)
    // A short wait must not use up the attempts: a receiver that asks for a second each time would lose the event in twelve.
    return Math.max(delayMs, retryAfterMs ?? 0)
  },
}

const maxHighLevelAttempts = 7
const highLevelDelayMs = 10 * 60 * 1000

/**
 * As HighLevel: only 429 is repeated, six times, ten minutes apart.
 * Source: help.gohighlevel.com, article 155000007071.
 */
export const highLevelRetries: RetrySchedule = {
  delayMs(attempts, { status }, random) {
    if (status !== 429 || attempts >= maxHighLevelAttempts) return undefined
    return highLevelDelayMs * (1 + jitter * random)
  },
}
