import type { WriteTx } from '../storage/storage.ts'
import type { OrderedEvent } from './contact-order.ts'
import type { StoredAttempt } from './delivery.ts'
import {
  type DeliveryStatus,
  type EventRow,
  listNextAttempts,
  releaseNextOfContact,
  releaseWaiting,
  saveDelivery,
  type WebhookKey,
} from './delivery-store.ts'

/** An event that is on its way to a webhook. */
export interface WorkItem extends OrderedEvent {
  event: EventRow
  /** Of a delivery that was tried before. */
  retry?: { attempts: StoredAttempt[]; scheduledAttempt: number | null; repeats: number }
}

/** @param retry what is known of its delivery. */
export function workItem(event: EventRow, retry?: WorkItem['retry']): WorkItem {
  const { sequence, contactId, document } = event
  return {
    sequence,
    contactId: contactId ?? undefined,
    size: document.length,
    event,
    ...(retry && { retry }),
  }
}

/** The size of events, in characters. */
export const sizeOf = (items: readonly WorkItem[]) => items.reduce((sum, { size }) => sum + size, 0)

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
  /** Whether the webhook has taken an event after a failure: all that wait are due. */
  hasRecovered: boolean
  now: number
}

/**
 * Stores the deliveries of a webhook, and makes due what waited for those that are done.
 * @returns when the next delivery is due, in milliseconds since 1970.
 */
export async function saveResults(
  tx: WriteTx,
  key: WebhookKey,
  { results, parked, waiting, hasRecovered, now }: Unsaved,
): Promise<number | undefined> {
  // Read before the first change, so that the write can share a group.
  const others = await nextOfOthers(tx, key, results)
  const due = results.flatMap(({ nextAttempt }) => nextAttempt ?? [])
  if (others !== undefined) due.push(others)
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
    const state = { status: 'pending', attempts: '[]' } as const
    await tx.run(saveDelivery, { ...key, sequence, contactId: event.contactId, ...state, ...times })
  }
  for (const { item, status } of results) {
    const { contactId, retry } = item
    if (!retry || status === 'pending' || contactId === undefined || !waiting(contactId)) continue
    await tx.run(releaseNextOfContact, { ...key, contactId, now })
    due.push(now)
  }
  if (hasRecovered) {
    await tx.run(releaseWaiting, { ...key, now })
    if (due.length > 0) due.push(now)
  }
  return due.length === 0 ? undefined : Math.min(...due)
}

/** When the first delivery is due that is not among the results. */
async function nextOfOthers(
  tx: WriteTx,
  key: WebhookKey,
  results: readonly Result[],
): Promise<number | undefined> {
  const rows = await tx.all(listNextAttempts, { ...key, limit: results.length + 1 })
  if (rows.length === 0) return undefined
  const own = new Set(results.map(({ item }) => item.sequence))
  return rows.find(({ sequence }) => !own.has(sequence))?.nextAttempt
}
