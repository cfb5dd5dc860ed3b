import { errors } from '../http/errors.ts'
import { isId } from '../lib/ids.ts'
import type { ReadTx } from '../storage/storage.ts'
import { countUndelivered } from './deliveries/count-undelivered.ts'
import { type WebhookView, webhookView } from './webhook.ts'
import { findWebhook, findWebhookRow, type ListedWebhookRow, type WebhookRow } from './webhook-store.ts'

/** A webhook of a location. @throws ApiError 400 if the location has no such webhook. */
export async function getWebhook(tx: ReadTx, locationId: string, id: string): Promise<ListedWebhookRow> {
  const row = isId(id) ? await tx.get(findWebhook, { locationId, id }) : undefined
  if (!row) throw errors.webhookNotFound(id)
  return row
}

/** A webhook of the location itself, for a write. @throws ApiError 400, also for one of an app, which only its app changes. */
export async function getOwnWebhook(
  tx: ReadTx,
  locationId: string,
  id: string,
): Promise<Pick<WebhookRow, 'url' | 'events'>> {
  const row = isId(id) ? await tx.get(findWebhookRow, { locationId, id }) : undefined
  if (!row) throw errors.webhookNotFound(id)
  if (row.clientId !== null) throw errors.webhookOfApp(id)
  return row
}

/** Webhooks as they are shown, with what they have yet to take. */
export async function viewsOf(tx: ReadTx, rows: readonly ListedWebhookRow[]): Promise<WebhookView[]> {
  const views: WebhookView[] = []
  for (const row of rows) views.push(webhookView(row, await countUndelivered(tx, row)))
  return views
}

/** A webhook as it is shown. @throws ApiError 400 */
export async function showWebhook(tx: ReadTx, locationId: string, id: string): Promise<WebhookView> {
  const row = await getWebhook(tx, locationId, id)
  return webhookView(row, await countUndelivered(tx, row))
}
