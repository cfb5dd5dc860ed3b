import type { WriteTx } from '../storage/storage.ts'
import type { OrderedEvent } from './contact-order.ts'
import type { StoredAttempt } from './delivery.ts'
import {
  type DeliveryStatus,
  type EventRow,
  releaseNextOfContact,
  saveDelivery,
  type WebhookKey,
} from './delivery-store.ts'

/** An event that is on its way to a webhook. */
export interface WorkItem extends OrderedEvent {
  event: EventRow
  /** Of a delivery that was tried before. */
  retry?: { attempts: StoredAttempt[]; scheduledAttempt: number | null; repeats: number }
}

/** What came of an attempt. */
export interface Result {
  item: WorkItem
  status: DeliveryStatus
  nextAttempt: number | null
  scheduledAttempt: number | null
  attempts: StoredAttempt[]
}

/** What a worker has not stored yet. */
interface Unsaved {
  results: readonly Result[]
  /** Events that wait for an earlier one of their contact. */
  parked: readonly WorkItem[]
  /** Whether events of a contact wait. */
  waiting(contactId: string): boolean
  now: number
}

/** Stores the deliveries of a webhook, and makes due what waited for those that are done. */
export async function saveResults(
  tx: WriteTx,
  key: WebhookKey,
  { results, parked, waiting, now }: Unsaved,
): Promise<void> {
  for (const { item, status, nextAttempt, scheduledAttempt, attempts } of results) {
    const { sequence, event } = item
    const text = JSON.stringify(attempts)
    const times = { nextAttempt, scheduledAttempt, now }
    await tx.run(saveDelivery, {
      ...key,
      sequence,
      contactId: event.contactId,
      status,
      ...times,
      attempts: text,
    })
  }
  for (const { sequence, event } of parked) {
    const times = { nextAttempt: null, scheduledAttempt: null, now }
    await tx.run(saveDelivery, {
      ...{ ...key, sequence, contactId: event.contactId, status: 'pending', ...times, attempts: '[]' },
    })
  }
  for (const { item, status } of results) {
    const { contactId, retry } = item
    if (retry && status !== 'pending' && contactId !== undefined && waiting(contactId))
      await tx.run(releaseNextOfContact, { ...key, contactId, now })
  }
}
