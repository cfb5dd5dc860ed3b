import { errors } from '../http/errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { WriteTx } from '../storage/storage.ts'
import { addWebhook } from './add-webhook.ts'
import { maxWebhooks, storedEvents, type WebhookView, webhookView } from './webhook.ts'
import { countOwnWebhooks } from './webhook-store.ts'

/** The input of `createWebhook`. */
export interface WebhookSpec {
  /** Valid by the schema. */
  url: string
  /** Valid by the schema; all events by default. */
  events?: readonly string[] | undefined
  /** From `WebhookSecrets`. */
  sealedSecret: string
}

/** Creates a webhook of a location, which takes the events from now on. @throws ApiError 400 if there are too many. */
export async function createWebhook(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  { locationId, companyId }: { locationId: string; companyId: string },
  { url, events, sealedSecret }: WebhookSpec,
): Promise<WebhookView> {
  const count = (await tx.get(countOwnWebhooks, { locationId }))?.count ?? 0
  if (count >= maxWebhooks) throw errors.tooMany('webhooks', maxWebhooks)
  const place = { locationId, companyId, id: ids.next(), clientId: null }
  const row = { ...place, url, events: storedEvents(events), dateAdded: clock.now() }
  await addWebhook(tx, { ...row, sealedSecret })
  const unused = { lastSequence: null, position: 0, failingSince: null, lastSuccess: null, datePaused: null }
  return webhookView({ ...row, ...unused, dropped: 0 }, 0)
}
