import { recordAudit } from '../auth/audit.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage } from '../storage/storage.ts'
import { getOwnWebhook, getWebhook, showWebhook } from './find-webhook.ts'
import { auditOf, storedEvents, type WebhookView } from './webhook.ts'
import { changeWebhook, pauseWebhook, resumeWebhook } from './webhook-store.ts'

/** The input of `updateWebhook`; what is missing stays. */
export interface WebhookChanges {
  url?: string | undefined
  events?: readonly string[] | undefined
  /** `true` pauses a webhook of the location: its events wait. `false` resumes a paused one: they are due at once. */
  paused?: boolean | undefined
  /** The id of the token or the app that asks for it. */
  by: string
}

/**
 * Changes a webhook of a location. Events that it has passed are not sent again.
 * @throws ApiError 400 if the location has no such webhook, or if it would change one of an app.
 */
export async function updateWebhook(
  { storage, clock, ids }: { storage: Pick<Storage, 'read' | 'write'>; clock: Clock; ids: Ids },
  { locationId, id }: { locationId: string; id: string },
  { url, events, paused, by }: WebhookChanges,
): Promise<WebhookView> {
  const isChanged = url !== undefined || events !== undefined || paused === true
  const scope = { locationId }
  await storage.read((tx) => getWebhook(tx, locationId, id), scope)
  await storage.write(
    async (tx) => {
      if (isChanged) {
        const before = await getOwnWebhook(tx, locationId, id)
        const row = {
          locationId,
          id,
          url: url ?? before.url ?? '',
          events: events === undefined ? before.events : storedEvents(events),
        }
        await tx.run(changeWebhook, row)
        await recordAudit(tx, { clock, ids }, 'webhook.updated', auditOf(row, by))
      }
      if (paused === undefined) return
      await tx.run(paused ? pauseWebhook : resumeWebhook, { locationId, webhookId: id, now: clock.now() })
    },
    // The audit log belongs to no location. Resuming alone is not in it, as redelivering is not.
    isChanged ? 'database' : scope,
  )
  return storage.read((tx) => showWebhook(tx, locationId, id), scope)
}
