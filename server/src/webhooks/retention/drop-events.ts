import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import { slicesOf } from '../../storage/sweep-rows.ts'
import { releaseNextOfContact, type WebhookKey } from '../delivery-store.ts'
import { takenBy } from '../taken-by.ts'
import { maxReaders } from './outbox-sizes.ts'
import {
  addDropped,
  deleteDeliveriesThrough,
  deleteEventsThrough,
  findFirstEvent,
  findLateDeliveries,
  interruptWebhook,
  listDeliveriesThrough,
  listOldestEvents,
  listReaders,
  type OldDeliveryRow,
  type OldEventRow,
  type ReaderRow,
} from './retention-store.ts'

/** The most rows, and bytes of documents, that one write removes. */
const maxRows = 500
const maxBytes = 1024 * 1024

/** Which of the oldest events to remove. */
export interface Expired {
  /** The last of them. */
  through: number
  /** Those that were recorded earlier, in milliseconds since 1970. */
  before: number
}

/** Whether `dropOldestEvents` would remove anything. */
export async function hasExpired(
  tx: ReadTx,
  locationId: string,
  { through, before }: Expired,
): Promise<boolean> {
  const first = await tx.get(findFirstEvent, { locationId })
  if (first && first.sequence <= through && first.dateAdded < before) return true
  const late = { locationId, first: first?.sequence ?? Number.MAX_SAFE_INTEGER }
  return (await tx.get(findLateDeliveries, late)) !== undefined
}

/**
 * Removes some of the oldest events of a location with their deliveries, and the deliveries of events that were removed
 * before. What waited for a removed delivery becomes due.
 * @param now by contactd's clock.
 * @returns how many events each webhook had yet to take.
 */
export async function dropOldestEvents(
  tx: WriteTx,
  locationId: string,
  { through, before }: Expired,
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const readers = await tx.all(listReaders, { locationId, limit: maxReaders })
  const limit = Math.max(1, Math.floor(maxRows / (readers.length + 1)))
  const oldest = await tx.all(listOldestEvents, { locationId, limit })
  const kept = oldest.findIndex(({ sequence, dateAdded }) => sequence > through || dateAdded >= before)
  const expired = kept === -1 ? oldest : oldest.slice(0, kept)
  const [events = []] = slicesOf(expired, { maxItems: limit, maxBytes })
  const end = events.at(-1)?.sequence ?? (oldest[0]?.sequence ?? Number.MAX_SAFE_INTEGER) - 1
  const undelivered = new Map<string, number>()
  for (const reader of readers) {
    const key = { locationId, webhookId: reader.webhookId }
    const dropped = await dropDeliveries(tx, key, reader, { events, end, now })
    if (dropped > 0) undelivered.set(reader.webhookId, dropped)
  }
  if (events.length > 0) await tx.change(deleteEventsThrough, { locationId, to: end })
  return undelivered
}

/** @returns how many of the events the webhook had yet to take. */
async function dropDeliveries(
  tx: WriteTx,
  key: WebhookKey,
  reader: ReaderRow,
  { events, end, now }: { events: readonly OldEventRow[]; end: number; now: number },
): Promise<number> {
  const deliveries = await tx.all(listDeliveriesThrough, { ...key, to: end, limit: maxRows })
  const last = deliveries.length < maxRows ? end : (deliveries.at(-1)?.sequence ?? end)
  if (deliveries.length > 0) await tx.change(deleteDeliveriesThrough, { ...key, to: last })
  const pending = deliveries.filter(({ status }) => status === 'pending')
  // A repeated event has reached the receiver before, or was counted when it had failed.
  const first = pending.filter(({ repeats }) => repeats === 0)
  const contacts = new Set(first.flatMap(({ contactId }) => contactId ?? []))
  for (const contactId of contacts) await tx.change(releaseNextOfContact, { ...key, contactId, now })
  if (pending.length > 0) await tx.change(interruptWebhook, { ...key, now })
  const dropped = first.length + countUnread(reader, events, deliveries)
  if (dropped > 0) await tx.change(addDropped, { ...key, dropped })
  return dropped
}

/** How many events a webhook takes, has not passed, and has no delivery of. */
function countUnread(
  { position, events: types, ...reader }: ReaderRow,
  events: readonly OldEventRow[],
  deliveries: readonly OldDeliveryRow[],
): number {
  const takes = takenBy({ ...reader, events: types ?? '' })
  const tried = new Set(deliveries.map(({ sequence }) => sequence))
  return events.filter((event) => event.sequence > position && takes(event) && !tried.has(event.sequence))
    .length
}
