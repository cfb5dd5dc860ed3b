import type { WriteTx } from '../storage/storage.ts'
import { findLastEventOfLocation, insertProgress } from './delivery-store.ts'
import { insertWebhook, type WebhookRow } from './webhook-store.ts'

/** Adds a webhook, which takes the events from now on. */
export async function addWebhook(tx: WriteTx, row: WebhookRow): Promise<void> {
  const { locationId, id } = row
  const position = (await tx.get(findLastEventOfLocation, { locationId }))?.sequence ?? 0
  await tx.run(insertWebhook, { ...row })
  await tx.run(insertProgress, { locationId, webhookId: id, position })
}
