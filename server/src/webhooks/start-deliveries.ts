import type { SecretBox } from '../auth/secret-box.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import { type Ids, randomFraction } from '../lib/ids.ts'
import type { DeliveryMetrics, DeliveryResult } from '../metrics/delivery-metrics.ts'
import type { StorageLog } from '../storage/log.ts'
import type { Storage } from '../storage/storage.ts'
import { createDeliver } from './deliver-event.ts'
import type { DeliveryStatus } from './delivery-store.ts'
import { maxConnections } from './delivery-worker.ts'
import { type Dispatcher, startDispatcher } from './dispatcher.ts'
import { readBacklog } from './retention/backlog.ts'
import { startRetention } from './retention/retention.ts'
import type { RetentionLimits } from './retention/retention-limits.ts'
import { contactdRetries, highLevelRetries } from './retry-schedule.ts'
import { createSender } from './send-delivery.ts'
import { createSignEvent } from './sign-event.ts'
import { createSigner } from './signing/signer.ts'
import type { WebhookKeys } from './signing/webhook-keys.ts'
import { WebhookSecrets } from './signing/webhook-secrets.ts'

export interface DeliveriesContext {
  storage: Storage
  clock: Clock
  ids: Ids
  secrets: SecretBox
  webhookKeys: WebhookKeys
  /** Whether deliveries may go to private addresses. */
  allowPrivate: boolean
  /** The URL of a proxy for deliveries. */
  proxy?: string | undefined
  retries: 'default' | 'highlevel'
  retention: RetentionLimits
  metrics: DeliveryMetrics
  log: Pick<StorageLog, 'warn'>
}

const results: Record<DeliveryStatus, DeliveryResult> = {
  delivered: 'delivered',
  pending: 'retried',
  failed: 'failed',
}

/** Delivers the events of all webhooks of a database, and removes old ones, until it is stopped. */
export function startDeliveries(context: DeliveriesContext): Dispatcher {
  const { storage, clock, ids, secrets, webhookKeys, allowPrivate, proxy, metrics, log } = context
  const sender = createSender({ allowPrivate, proxy, connectionsPerTarget: maxConnections })
  const sign = createSignEvent({
    signer: createSigner(webhookKeys),
    secrets: new WebhookSecrets(secrets, webhookKeys),
    // Receivers compare the time of a signature with theirs, also while a clock for development is moved.
    clock: systemClock,
  })
  const dispatcher = startDispatcher(
    {
      storage,
      clock,
      ids,
      random: randomFraction,
      retries: context.retries === 'highlevel' ? highLevelRetries : contactdRetries,
      deliver: createDeliver(sender, sign),
      giveUp: ({ webhookId }) => sender.giveUp(webhookId),
      attempted: (status, { durationMs }) => metrics.attempted(results[status], durationMs),
      paused: ({ locationId, webhookId }) =>
        log.warn(
          { locationId, webhookId },
          'a webhook has failed for five days and is paused: its events wait',
        ),
    },
    log,
  )
  const retention = startRetention({ storage, clock, limits: context.retention, metrics, log })
  metrics.watchBacklog(() => readBacklog(storage, clock))
  return {
    wake: (locationId) => dispatcher.wake(locationId),
    catchUp: () => dispatcher.catchUp(),
    restart() {
      dispatcher.restart()
      retention.restart()
    },
    async stop() {
      await Promise.all([dispatcher.stop(), retention.stop()])
      await sender.close()
    },
  }
}
