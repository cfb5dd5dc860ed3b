import type { Clock } from '../../lib/clock.ts'
import type { DeliveryBacklog } from '../../metrics/delivery-metrics.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import { countUnreadEvents } from '../deliveries/delivery-list-store.ts'
import { takenBy } from '../taken-by.ts'
import { countPendingEvents, listBehind } from './retention-store.ts'

/** The most events that are counted, and the most webhooks that are asked. */
const maxCounted = 10_000
const maxWebhooks = 100

/** What is undelivered in all locations, counted up to a limit. An event that two webhooks have yet to take is two. */
export const readBacklog = (storage: Pick<Storage, 'read'>, clock: Clock): Promise<DeliveryBacklog> =>
  storage.read(async (tx) => {
    const pending = await tx.get(countPendingEvents, { limit: maxCounted })
    const unread = await countUnread(tx, maxCounted - (pending?.count ?? 0))
    const times = [pending?.oldest ?? null, unread.oldest].filter((time) => time !== null)
    return {
      events: (pending?.count ?? 0) + unread.count,
      oldestAgeMs: times.length > 0 ? Math.max(0, clock.now() - Math.min(...times)) : undefined,
    }
  })

async function countUnread(tx: ReadTx, limit: number): Promise<{ count: number; oldest: number | null }> {
  let left = limit
  let oldest: number | null = null
  if (left <= 0) return { count: 0, oldest }
  for (const row of await tx.all(listBehind, { limit: maxWebhooks })) {
    const { locationId, webhookId, position: after, lastSequence } = row
    const to = lastSequence ?? Number.MAX_SAFE_INTEGER
    const kinds = await tx.all(countUnreadEvents, { locationId, webhookId, after, to, limit: left })
    for (const kind of kinds.filter(takenBy(row))) {
      left -= kind.count
      oldest = Math.min(oldest ?? kind.oldest, kind.oldest)
    }
    if (left <= 0) break
  }
  return { count: limit - Math.max(left, 0), oldest }
}
