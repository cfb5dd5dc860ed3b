import { counter, gauge, type Snapshot } from './family.ts'
import { Histogram, histograms } from './histogram.ts'

/** How an attempt at a delivery ended: `retried` if another attempt follows, `failed` if it was the last one. */
export type DeliveryResult = 'delivered' | 'retried' | 'failed'

/** Why an undelivered event was removed: it was older than the retention, or the outbox was too large. */
export type DropReason = 'age' | 'size'

/** What is undelivered in the database, for all processes together. */
export interface DeliveryBacklog {
  /** Events that some receiver has yet to take. It may be counted up to a limit. */
  events: number
  /** The age of the oldest of them; undefined without any. */
  oldestAgeMs: number | undefined
}

/** What the dispatcher of webhooks reports. */
export interface DeliveryMetrics {
  /** An attempt has ended. */
  attempted(result: DeliveryResult, durationMs: number): void
  /** Events were removed before they were delivered. */
  dropped(reason: DropReason, events: number): void
  /** Registers what is asked, at each scrape, for the backlog. It has as long as every gauge: `gaugeTimeMs`. */
  watchBacklog(read: () => Promise<DeliveryBacklog>): void
}

/** For a dispatcher that nobody measures. */
export const noDeliveryMetrics: DeliveryMetrics = {
  attempted: () => undefined,
  dropped: () => undefined,
  watchBacklog: () => undefined,
}

/** A receiver has 15 seconds. */
const durationBounds = [0.01, 0.05, 0.25, 1, 5, 15]

/** Counts the deliveries of this process. */
export class DeliveryCounts implements DeliveryMetrics {
  readonly #results = new Map<DeliveryResult, number>([
    ['delivered', 0],
    ['retried', 0],
    ['failed', 0],
  ])
  readonly #dropped = new Map<DropReason, number>([
    ['age', 0],
    ['size', 0],
  ])
  readonly #durations = new Histogram(durationBounds)
  #readBacklog: (() => Promise<DeliveryBacklog>) | undefined

  attempted(result: DeliveryResult, durationMs: number): void {
    this.#results.set(result, (this.#results.get(result) ?? 0) + 1)
    this.#durations.observe(durationMs / 1000)
  }

  dropped(reason: DropReason, events: number): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + events)
  }

  watchBacklog(read: () => Promise<DeliveryBacklog>): void {
    this.#readBacklog = read
  }

  families(): Snapshot {
    return [
      counter(
        'contactd_webhook_deliveries_total',
        'Attempts to deliver an event, by result: delivered, retried (another attempt follows) or failed (the last one).',
        [...this.#results].map(([result, value]) => ({ value, labels: { result } })),
      ),
      histograms(
        'contactd_webhook_delivery_duration_seconds',
        'Time of an attempt, from the connection to the response or the failure.',
        [[{}, this.#durations]],
      ),
      counter(
        'contactd_webhook_events_dropped_total',
        'Undelivered events that were removed, by reason: age or size.',
        [...this.#dropped].map(([reason, value]) => ({ value, labels: { reason } })),
      ),
    ]
  }

  /** The backlog; empty if nobody watches it. @throws what reading it throws. */
  async backlogFamilies(): Promise<Snapshot> {
    if (this.#readBacklog === undefined) return []
    const { events, oldestAgeMs = 0 } = await this.#readBacklog()
    return [
      gauge(
        'contactd_webhook_undelivered_events',
        'Events that some receiver has yet to take.',
        events,
        'max',
      ),
      gauge(
        'contactd_webhook_oldest_undelivered_event_age_seconds',
        'Age of the oldest event that some receiver has yet to take; 0 without any.',
        oldestAgeMs / 1000,
        'max',
      ),
    ]
  }
}
