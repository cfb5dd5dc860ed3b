import type { Clock } from '../lib/clock.ts'
import type { Storage } from '../storage/storage.ts'
import { getOwnWebhook, getWebhook, showWebhook } from './find-webhook.ts'
import { storedEvents, type WebhookView } from './webhook.ts'
import { changeWebhook, resumeWebhook } from './webhook-store.ts'

/** The input of `updateWebhook`; what is missing stays. */
export interface WebhookChanges {
  url?: string | undefined
  events?: readonly string[] | undefined
  /** `false` resumes a paused webhook: its events are due at once. */
  paused?: false | undefined
}

/**
 * Changes a webhook of a location. Events that it has passed are not sent again.
 * @throws ApiError 400 if the location has no such webhook, or if it would change one of an app.
 */
export async function updateWebhook(
  { storage, clock }: { storage: Pick<Storage, 'read' | 'write'>; clock: Clock },
  { locationId, id }: { locationId: string; id: string },
  { url, events, paused }: WebhookChanges,
): Promise<WebhookView> {
  const isChanged = url !== undefined || events !== undefined
  const scope = { locationId }
  await storage.read((tx) => getWebhook(tx, locationId, id), scope)
  await storage.write(async (tx) => {
    if (isChanged) {
      const row = await getOwnWebhook(tx, locationId, id)
      await tx.run(changeWebhook, {
        locationId,
        id,
        url: url ?? row.url ?? '',
        events: events === undefined ? row.events : storedEvents(events),
      })
    }
    if (paused === false) await tx.run(resumeWebhook, { locationId, webhookId: id, now: clock.now() })
  }, scope)
  return storage.read((tx) => showWebhook(tx, locationId, id), scope)
}
