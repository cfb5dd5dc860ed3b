import { recordAudit } from '../auth/audit.ts'
import { errors } from '../http/errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { WriteTx } from '../storage/storage.ts'
import { addWebhook } from './add-webhook.ts'
import { auditOf, maxWebhooks, storedEvents, type WebhookView, webhookView } from './webhook.ts'
import { countOwnWebhooks } from './webhook-store.ts'

/** The input of `createWebhook`. */
export interface WebhookSpec {
  /** Valid by the schema. */
  url: string
  /** Valid by the schema; all events by default. */
  events?: readonly string[] | undefined
  /** From `WebhookSecrets`. */
  sealedSecret: string
  /** The id of the token or the app that asks for it; missing for commands. */
  by?: string | undefined
}

/**
 * Creates a webhook of a location, which takes the events from now on.
 * @param tx a write of the whole database, as the audit log belongs to no location.
 * @throws ApiError 400 if there are too many.
 */
export async function createWebhook(
  tx: WriteTx,
  sources: { clock: Clock; ids: Ids },
  { locationId, companyId }: { locationId: string; companyId: string },
  { url, events, sealedSecret, by }: WebhookSpec,
): Promise<WebhookView> {
  const count = (await tx.get(countOwnWebhooks, { locationId }))?.count ?? 0
  if (count >= maxWebhooks) throw errors.tooMany('webhooks', maxWebhooks)
  const place = { locationId, companyId, id: sources.ids.next(), clientId: null }
  const row = { ...place, url, events: storedEvents(events), dateAdded: sources.clock.now() }
  await addWebhook(tx, { ...row, sealedSecret })
  await recordAudit(tx, sources, 'webhook.created', auditOf(row, by))
  const unused = { lastSequence: null, position: 0, failingSince: null, lastSuccess: null, datePaused: null }
  return webhookView({ ...row, ...unused, dropped: 0 }, 0)
}
