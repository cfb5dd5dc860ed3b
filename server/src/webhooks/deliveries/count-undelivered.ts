import { takenTypes } from '../../api/events/taken-types.ts'
import type { ReadTx } from '../../storage/storage.ts'
import type { ListedWebhookRow } from '../webhook-store.ts'
import { countEventsByType, countPendingDeliveries } from './delivery-list-store.ts'

/** The most events that are counted. */
export const maxCounted = 10_000

/** @returns how many events a webhook has yet to take; `maxCounted` stands for so many or more. */
export async function countUndelivered(tx: ReadTx, row: ListedWebhookRow): Promise<number> {
  const key = { locationId: row.locationId, webhookId: row.id, limit: maxCounted }
  const pending = (await tx.get(countPendingDeliveries, key))?.count ?? 0
  const to = row.lastSequence ?? Number.MAX_SAFE_INTEGER
  const types = await tx.all(countEventsByType, { ...key, after: row.position, to })
  const taken = takenTypes(row.events)
  const waiting = types.filter(({ type }) => taken.has(type)).reduce((sum, { count }) => sum + count, 0)
  return Math.min(pending + waiting, maxCounted)
}
