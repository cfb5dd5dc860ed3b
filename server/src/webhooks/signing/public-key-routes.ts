import type { SigningKeySource } from '../../auth/signing-key.ts'
import type { App } from '../../http/app.ts'
import { keySetOf, publicKeysOf } from './public-keys.ts'
import type { WebhookKeys } from './webhook-keys.ts'

/** The public keys, which need no token. */
export function registerPublicKeyRoutes(
  app: App,
  keys: { accessTokens: SigningKeySource; webhooks: WebhookKeys },
): void {
  app.get('/_contactd/keys', { schema: { hide: true } }, async () =>
    keySetOf(keys.accessTokens, keys.webhooks),
  )
  app.get('/_contactd/keys/webhooks', { schema: { hide: true } }, async () => publicKeysOf(keys.webhooks))
}
