import { openSecrets } from '../../server/src/cli/open-secret-key.ts'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { randomIds as ids } from '../../server/src/lib/ids.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { addWebhook } from '../../server/src/webhooks/add-webhook.ts'
import { openWebhookKeys } from '../../server/src/webhooks/signing/webhook-keys.ts'
import { WebhookSecrets } from '../../server/src/webhooks/signing/webhook-secrets.ts'

/**
 * Adds a webhook for ContactUpdate to the demo's location.
 * @param database its URL; a server may serve it meanwhile.
 * @returns the id of the webhook.
 */
export async function addDemoWebhook(database: string, url: string): Promise<string> {
  const storage = await openStorage({ database, clock })
  try {
    const secrets = await openSecrets(database, storage)
    const keys = openWebhookKeys({ storage, secrets, clock, ids }, { legacySignature: false })
    const { sealed } = await new WebhookSecrets(secrets, keys).make()
    const id = ids.next()
    const { location: locationId, company: companyId } = demoIds
    const row = { locationId, companyId, id, clientId: null, url, events: 'ContactUpdate' }
    await storage.write((tx) => addWebhook(tx, { ...row, sealedSecret: sealed, dateAdded: clock.now() }), {
      locationId,
    })
    return id
  } finally {
    await storage.close()
  }
}
