import { recordRefusal } from '../auth/audit.ts'
import { oauthErrors } from '../http/oauth-errors.ts'
import { isSecretOf } from './app.ts'
import { type AppRow, findApp } from './app-store.ts'
import type { OAuthContext } from './oauth-context.ts'

/**
 * The app that a client id and secret belong to. A refusal is told to the audit log.
 * @throws ApiError 401 `invalid_client`, the same for an unknown client and a wrong secret.
 */
export async function authenticateClient(
  { storage, clock, ids }: OAuthContext,
  clientId: string,
  clientSecret: string,
): Promise<AppRow> {
  const app = await storage.read((tx) => tx.get(findApp, { clientId }))
  if (app && isSecretOf(app, clientSecret)) return app
  if (app) await recordRefusal(storage, { clock, ids }, 'client.refused', { clientId })
  throw oauthErrors.clientInvalid()
}
