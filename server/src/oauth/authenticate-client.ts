import { recordRefusal } from '../auth/audit.ts'
import type { ApiError } from '../http/api-error.ts'
import { errors } from '../http/errors.ts'
import { isSecretOf } from './app.ts'
import { type AppRow, findApp } from './app-store.ts'
import type { OAuthContext } from './oauth-context.ts'

/**
 * Returns the app that a client id and secret belong to. A refusal is written to the audit log.
 * @param refusal the error to throw, the same for an unknown client and a wrong secret.
 * @throws ApiError 401
 */
export async function authenticateClient(
  { storage, clock, ids }: OAuthContext,
  clientId: string,
  clientSecret: string,
  refusal: () => ApiError = errors.clientInvalid,
): Promise<AppRow> {
  const app = await storage.read((tx) => tx.get(findApp, { clientId }))
  if (app && isSecretOf(app, clientSecret)) return app
  if (app) await recordRefusal(storage, { clock, ids }, 'client.refused', { clientId })
  throw refusal()
}
