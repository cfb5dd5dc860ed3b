import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage } from '../storage/storage.ts'
import type { Deliver, SentAttempt } from './delivery.ts'
import type { DeliveryStatus, WebhookKey } from './delivery-store.ts'
import type { RetrySchedule } from './retry-schedule.ts'

/** What the deliveries of a node depend on. */
export interface WorkerContext {
  storage: Storage
  /** Decides when deliveries are due. Leases and timers keep to the system's clock. */
  clock: Clock
  ids: Ids
  /** This node, in leases. */
  nodeId: string
  deliver: Deliver
  /** Ends the requests to a webhook that are underway: their answers are of no use any more. */
  giveUp(key: WebhookKey): void
  retries: RetrySchedule
  /** From 0 to 1. */
  random(): number
  /** Called with each attempt, for metrics. */
  attempted(status: DeliveryStatus, attempt: SentAttempt): void
  /** Called when a webhook is paused because it has failed for too long. */
  paused(key: WebhookKey): void
}
