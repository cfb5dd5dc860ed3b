import { endAllAppWebhooks } from '../api/events/app-webhook-store.ts'
import { recordAudit } from '../auth/audit.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { WriteTx } from '../storage/storage.ts'
import { type App, appOf, hashSecret, newClientId } from './app.ts'
import { findApp, insertApp, markAppDeleted, updateAppSecret } from './app-store.ts'

interface Sources {
  clock: Clock
  ids: Ids
}

/**
 * Creates an app.
 * @param spec `clientId` and `clientSecret` for those that are known already, in development only. `webhook` is where its
 * events are sent, and the secret that signs them, from `WebhookSecrets`.
 * @returns it with its secret, of which only a hash is stored.
 */
export async function createApp(
  tx: WriteTx,
  sources: Sources,
  spec: {
    name: string
    redirectUris: readonly string[]
    scopes: readonly string[]
    webhook?: { url: string; sealedSecret: string } | undefined
    clientId?: string | undefined
    clientSecret?: string | undefined
  },
): Promise<App & { clientSecret: string }> {
  const clientSecret = spec.clientSecret ?? sources.ids.uuid()
  const row = {
    clientId: spec.clientId ?? newClientId(sources.ids),
    name: spec.name,
    secretHash: hashSecret(clientSecret),
    redirectUris: JSON.stringify(spec.redirectUris),
    scopes: spec.scopes.join(' '),
    webhookUrl: spec.webhook?.url ?? null,
    sealedWebhookSecret: spec.webhook?.sealedSecret ?? null,
    dateAdded: sources.clock.now(),
  }
  await tx.run(insertApp, row)
  await recordAudit(tx, sources, 'app.created', { clientId: row.clientId, name: spec.name })
  const { clientId, ...app } = appOf(row)
  return { clientId, clientSecret, ...app }
}

/** Replaces an app's secret; the old one is refused from then on. @returns undefined for an unknown app. */
export async function rotateAppSecret(
  tx: WriteTx,
  sources: Sources,
  clientId: string,
): Promise<(App & { clientSecret: string }) | undefined> {
  const row = await tx.get(findApp, { clientId })
  if (!row) return undefined
  const clientSecret = sources.ids.uuid()
  await tx.run(updateAppSecret, { clientId, secretHash: hashSecret(clientSecret) })
  await recordAudit(tx, sources, 'app.secret-rotated', { clientId, name: row.name })
  const { clientId: id, ...app } = appOf(row)
  return { clientId: id, clientSecret, ...app }
}

/** Deletes an app and all of its tokens, and ends its webhooks, without an event. @returns the app, or undefined for an unknown one. */
export async function deleteApp(tx: WriteTx, sources: Sources, clientId: string): Promise<App | undefined> {
  const row = await tx.get(findApp, { clientId })
  if (!row) return undefined
  await tx.run(markAppDeleted, { clientId, dateDeleted: sources.clock.now() })
  await tx.run(endAllAppWebhooks, { clientId })
  await recordAudit(tx, sources, 'app.deleted', { clientId, name: row.name })
  return appOf(row)
}
