import type { ReadTx } from '../../storage/storage.ts'
import { takenBy } from '../taken-by.ts'
import type { ListedWebhookRow } from '../webhook-store.ts'
import { countPendingDeliveries, countUnreadEvents } from './delivery-list-store.ts'

/** The most events that are counted. */
export const maxCounted = 10_000

/** @returns how many events a webhook has yet to take; `maxCounted` stands for so many or more. */
export async function countUndelivered(tx: ReadTx, row: ListedWebhookRow): Promise<number> {
  const key = { locationId: row.locationId, webhookId: row.id, limit: maxCounted }
  const pending = (await tx.get(countPendingDeliveries, key))?.count ?? 0
  const to = row.lastSequence ?? Number.MAX_SAFE_INTEGER
  const kinds = await tx.all(countUnreadEvents, { ...key, after: row.position, to })
  const waiting = kinds.filter(takenBy(row)).reduce((sum, { count }) => sum + count, 0)
  return Math.min(pending + waiting, maxCounted)
}
