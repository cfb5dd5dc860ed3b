import type { StoredAttempt } from '../delivery.ts'
import type { ListedDeliveryRow } from './delivery-list-store.ts'

/** One event to one webhook, as it is shown. */
export interface DeliveryView {
  id: string
  webhookId: string
  /** The header `webhook-id`. */
  eventId: string
  event: string
  /** Null for an event that is about no contact. */
  contactId: string | null
  status: ListedDeliveryRow['status']
  /** The time of the event: ISO 8601, as all times. */
  dateAdded: string
  /** Missing for one that waits for another of its contact or for its first attempt, and for one that is done. */
  nextAttempt?: string
  /** Oldest first. */
  attempts: StoredAttempt[]
}

/** Names a delivery by its webhook and its event's number, so that it is found without a search. */
const deliveryId = (webhookId: string, sequence: number): string => `${webhookId}-${sequence}`

/** @returns undefined for a text that is no id of a delivery. */
export function parseDeliveryId(id: string): { webhookId: string; sequence: number } | undefined {
  const [, webhookId, sequence] = /^([A-Za-z0-9_-]{1,64})-(\d{1,15})$/.exec(id) ?? []
  return webhookId === undefined ? undefined : { webhookId, sequence: Number(sequence) }
}

export function deliveryView(webhookId: string, row: ListedDeliveryRow): DeliveryView {
  const { sequence, eventId, type, contactId, status, dateAdded, nextAttempt, attempts } = row
  return {
    id: deliveryId(webhookId, sequence),
    webhookId,
    eventId,
    event: type,
    contactId,
    status,
    dateAdded: new Date(dateAdded).toISOString(),
    ...(nextAttempt !== null && { nextAttempt: new Date(nextAttempt).toISOString() }),
    attempts: JSON.parse(attempts) as StoredAttempt[],
  }
}
