import { setImmediate as othersFirst } from 'node:timers/promises'
import { recordAudit } from '../auth/audit.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { runCleanup } from '../storage/run-cleanup.ts'
import type { Storage } from '../storage/storage.ts'
import type { WebhookKey } from './delivery-store.ts'
import { getOwnWebhook, showWebhook } from './find-webhook.ts'
import { auditOf, type WebhookView } from './webhook.ts'
import { deleteProgress, deleteSomeDeliveries, deleteWebhookRow, endProgress } from './webhook-store.ts'

const deliveriesPerWrite = 500

/**
 * Deletes a webhook of a location: it is sent nothing more. Then deletes its deliveries, in slices.
 * @param webhook `by` is the id of the token or the app that asks for it; missing for commands.
 * @param stopping ends the work on its deliveries early; the next start finishes it.
 * @returns the webhook as it was. @throws ApiError 400
 */
export async function deleteWebhook(
  { storage, clock, ids }: { storage: Pick<Storage, 'read' | 'write'>; clock: Clock; ids: Ids },
  webhook: { locationId: string; id: string; by?: string | undefined },
  stopping: AbortSignal,
): Promise<WebhookView> {
  const { locationId, id, by } = webhook
  const key = { locationId, webhookId: id }
  const view = await storage.read((tx) => showWebhook(tx, locationId, id), { locationId })
  await storage.write(async (tx) => {
    const { url } = await getOwnWebhook(tx, locationId, id)
    await tx.run(deleteWebhookRow, { locationId, id })
    await tx.run(endProgress, { ...key, now: clock.now() })
    await recordAudit(tx, { clock, ids }, 'webhook.deleted', auditOf({ locationId, id, url }, by))
  }, 'database')
  await runCleanup(finishWebhookDeletion(storage, key, stopping))
  return view
}

/** Deletes the deliveries of a webhook that has ended, in slices. @param stopping ends it early. */
export async function finishWebhookDeletion(
  storage: Pick<Storage, 'write'>,
  { locationId, webhookId }: WebhookKey,
  stopping: AbortSignal,
): Promise<void> {
  const key = { locationId, webhookId }
  const deleteSome = () =>
    storage.write((tx) => tx.change(deleteSomeDeliveries, { ...key, limit: deliveriesPerWrite }), {
      locationId,
    })
  while ((await deleteSome()) > 0) {
    if (stopping.aborted) return
    await othersFirst()
  }
  await storage.write((tx) => tx.run(deleteProgress, key), { locationId })
}
