import type { EventRow, TargetRow, WebhookKey } from './delivery-store.ts'

/** What came of one attempt, as it is stored. */
export interface StoredAttempt {
  /** ISO 8601. */
  at: string
  status?: number
  durationMs: number
  error?: string
  /** The beginning of the answer. */
  response?: string
  /** Whether it came before its time, because the receiver had taken another event. */
  early?: boolean
  /** How often the event had been repeated on request. */
  repeat?: number
}

/** What came of one attempt, as the sender reports it. Without an error, the receiver has the event. */
export interface SentAttempt extends Omit<StoredAttempt, 'at' | 'early' | 'repeat'> {
  retryAfterMs?: number
}

export interface DeliveryRequest {
  key: WebhookKey
  target: TargetRow & { url: string }
  event: EventRow
  /** The number of this attempt, from 1. */
  attempt: number
  /** Whether the event is sent again because someone asked for it. */
  isRepeat: boolean
}

/** Sends an event once. Never rejects. */
export type Deliver = (request: DeliveryRequest) => Promise<SentAttempt>
