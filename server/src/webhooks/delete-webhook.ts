import { setImmediate as othersFirst } from 'node:timers/promises'
import type { Clock } from '../lib/clock.ts'
import { runCleanup } from '../storage/run-cleanup.ts'
import type { Storage } from '../storage/storage.ts'
import type { WebhookKey } from './delivery-store.ts'
import { getOwnWebhook, showWebhook } from './find-webhook.ts'
import type { WebhookView } from './webhook.ts'
import { deleteProgress, deleteSomeDeliveries, deleteWebhookRow, endProgress } from './webhook-store.ts'

const deliveriesPerWrite = 500

/**
 * Deletes a webhook of a location: it is sent nothing more. Then deletes its deliveries, in slices.
 * @param stopping ends the work on its deliveries early; the next start finishes it.
 * @returns the webhook as it was. @throws ApiError 400
 */
export async function deleteWebhook(
  { storage, clock }: { storage: Pick<Storage, 'read' | 'write'>; clock: Clock },
  { locationId, id }: { locationId: string; id: string },
  stopping: AbortSignal,
): Promise<WebhookView> {
  const scope = { locationId }
  const key = { locationId, webhookId: id }
  const view = await storage.read((tx) => showWebhook(tx, locationId, id), scope)
  await storage.write(async (tx) => {
    await getOwnWebhook(tx, locationId, id)
    await tx.run(deleteWebhookRow, { locationId, id })
    await tx.run(endProgress, { ...key, now: clock.now() })
  }, scope)
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
