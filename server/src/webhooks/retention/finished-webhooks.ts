import type { Clock } from '../../lib/clock.ts'
import type { Storage } from '../../storage/storage.ts'
import { finishWebhookDeletion } from '../delete-webhook.ts'
import { deleteWebhookRow, endProgress } from '../webhook-store.ts'
import { findFinishedWebhook, listFinishedWebhooks } from './retention-store.ts'

const listedAtOnce = 100

/**
 * Deletes the webhooks of apps that were uninstalled, with their deliveries, when each has taken its last event.
 * @param stopping ends it early; `resumeBackgroundWork` then deletes the deliveries.
 */
export async function deleteFinishedWebhooks(
  { storage, clock }: { storage: Storage; clock: Clock },
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    const finished = await storage.read((tx) => tx.all(listFinishedWebhooks, { limit: listedAtOnce }))
    for (const { locationId, webhookId } of finished) {
      const key = { locationId, webhookId }
      if (stopping.aborted) return
      const isDeleted = await storage.write(
        async (tx) => {
          if (!(await tx.get(findFinishedWebhook, key))) return false
          await tx.run(deleteWebhookRow, { locationId, id: webhookId })
          await tx.run(endProgress, { ...key, now: clock.now() })
          return true
        },
        { locationId },
      )
      if (isDeleted) await finishWebhookDeletion(storage, key, stopping)
    }
    if (finished.length < listedAtOnce) return
  }
}
