import { setImmediate as othersFirst } from 'node:timers/promises'
import type { Storage } from '../storage/storage.ts'
import type { WebhookKey } from './delivery-store.ts'
import { deleteProgress, deleteSomeDeliveries } from './webhook-store.ts'

const deliveriesPerWrite = 500

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
