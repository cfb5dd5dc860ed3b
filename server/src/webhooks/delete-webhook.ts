import { setImmediate as othersFirst } from 'node:timers/promises'
import type { Clock } from '../lib/clock.ts'
import type { Storage, WriteTx } from '../storage/storage.ts'
import type { WebhookKey } from './delivery-store.ts'
import { getOwnWebhook, showWebhook } from './find-webhook.ts'
import type { WebhookView } from './webhook.ts'
import { deleteProgress, deleteSomeDeliveries, deleteWebhookRow, endProgress } from './webhook-store.ts'

const deliveriesPerWrite = 500

/**
 * Ends a webhook of a location: it is sent nothing more. `finishWebhookDeletion` deletes what it has left.
 * @returns the webhook as it was. @throws ApiError 400
 */
export async function endWebhook(
  tx: WriteTx,
  { clock }: { clock: Clock },
  { locationId, id }: { locationId: string; id: string },
): Promise<WebhookView> {
  await getOwnWebhook(tx, locationId, id)
  const view = await showWebhook(tx, locationId, id)
  await tx.run(deleteWebhookRow, { locationId, id })
  await tx.run(endProgress, { locationId, webhookId: id, now: clock.now() })
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
