import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import type { Storage } from '../storage/storage.ts'
import { openWebhookKeys } from '../webhooks/signing/webhook-keys.ts'
import { WebhookSecrets } from '../webhooks/signing/webhook-secrets.ts'
import { openSecrets } from './open-secret-key.ts'

/** Makes the secret of a webhook in the database of a command. @throws Failure if its secret key is not available. */
export async function makeWebhookSecret(
  storage: Storage,
  { database }: { database: string },
): Promise<{ secret: string; sealed: string }> {
  const secrets = await openSecrets(database, storage)
  const keys = openWebhookKeys({ storage, secrets, clock, ids }, { legacySignature: false })
  return new WebhookSecrets(secrets, keys).make()
}
