import type { ProgressRow } from './delivery-store.ts'

/** After as many consecutive failures, a webhook gets one event at a time, to see whether it is back. */
export const maxFailures = 10
/** A webhook that has failed for this long is paused. */
export const pauseAfterMs = 5 * 24 * 60 * 60 * 1000
/** The pause between two events for a receiver that is away, as a part of the time that it has been away. */
const probePart = 0.1
const leastProbeMs = 5_000
const mostProbeMs = 5 * 60 * 1000

/** Whether the receiver of a webhook takes events, judged by its last answers. Times are of contactd's clock. */
export class WebhookHealth {
  #failures = 0
  #failingSince: number | null = null
  #lastSuccess: number | null = null
  /** As it is stored: also set by a request that pauses the webhook. */
  #storedPause: number | null = null
  /** Set when it has failed for too long, until that is stored. */
  #newPause: number | null = null
  #lastFailureAt = 0
  #hasProbed = false
  #hasRecovered = false

  /** @param now taken as the time of the last failure, if it is away. */
  restore({ failures, failingSince, datePaused }: ProgressRow, now: number): void {
    this.#lastFailureAt = now
    this.#failures = failures
    this.#failingSince = failingSince
    this.#storedPause = datePaused
  }

  succeed(now: number): void {
    this.#lastSuccess = now
    if (this.#failures > 0) this.#hasRecovered = true
    this.#failures = 0
    this.#hasProbed = false
    this.#failingSince = null
  }

  /** @param isLast whether the event is given up: the next of its contact is due at once. */
  fail(now: number, isLast: boolean): void {
    this.#failures += 1
    this.#lastFailureAt = now
    this.#hasProbed = this.isAway && !isLast
    this.#failingSince ??= now
    if (now - this.#failingSince >= pauseAfterMs) this.#newPause = now
  }

  /** Whether it has failed so often that it gets one event at a time. */
  get isAway(): boolean {
    return this.#failures >= maxFailures
  }

  get isPaused(): boolean {
    return (this.#newPause ?? this.#storedPause) !== null
  }

  /** Takes over what is stored: a request may have paused or resumed the webhook. */
  adoptPause(stored: number | null): void {
    this.#storedPause = stored
  }

  /** Call it when `columns` has been stored. @returns whether that has paused the webhook, which has failed for too long. */
  confirmPause(): boolean {
    const isNew = this.#newPause !== null
    this.#storedPause = this.#newPause ?? this.#storedPause
    this.#newPause = null
    return isNew
  }

  /** Whether it is away, and has just failed the event that was to show whether it is back. */
  get hasProbed(): boolean {
    return this.#hasProbed
  }

  /** Whether a failure was followed by a success since the last call. */
  takeRecovery(): boolean {
    const hasRecovered = this.#hasRecovered
    this.#hasRecovered = false
    return hasRecovered
  }

  /** The columns of its progress. */
  columns() {
    return {
      failures: this.#failures,
      failingSince: this.#failingSince,
      lastSuccess: this.#lastSuccess,
      datePaused: this.#newPause ?? this.#storedPause,
    }
  }

  /**
   * When one that is away gets its next event, new or due; undefined for one that is not away. One that has been away for
   * long is left alone for longer.
   */
  get probeAt(): number | undefined {
    if (!this.isAway) return undefined
    const awayMs = this.#lastFailureAt - (this.#failingSince ?? this.#lastFailureAt)
    return this.#lastFailureAt + Math.round(Math.min(Math.max(awayMs * probePart, leastProbeMs), mostProbeMs))
  }
}
