import type { Scope } from '../../server/src/auth/scopes.ts'
import { scopes as everyScope } from '../../server/src/auth/scopes.ts'
import { installApp, uninstallApp } from '../../server/src/oauth/install-app.ts'
import type { TokenAnswer } from '../../server/src/oauth/issue-tokens.ts'
import { createApp } from '../../server/src/oauth/manage-apps.ts'
import type { TestServer } from '../support/server.ts'

/** An app with its secret. */
export interface TestApp {
  clientId: string
  clientSecret: string
}

/** A location of a company, or the whole company if none is named. */
export interface Place {
  companyId: string
  locationId?: string
}

export const redirectUri = 'https://app.example.com/callback'

/** Creates an app with every scope. */
export const newApp = ({ storage, clock, ids }: TestServer, name = 'Test App'): Promise<TestApp> =>
  storage.write(
    (tx) => createApp(tx, { clock, ids }, { name, redirectUris: [redirectUri], scopes: everyScope }),
    'database',
  )

/** Installs an app like the consent page. @returns the code. */
export async function newCode(
  { storage, clock, ids }: TestServer,
  { clientId }: TestApp,
  place: Place,
  scopes: readonly Scope[] = everyScope,
): Promise<string> {
  const { companyId, locationId } = place
  const spec = { clientId, companyId, locationId, userId: undefined, redirectUri, scopes }
  return (await storage.write((tx) => installApp(tx, { clock, ids }, spec), 'database')).code
}

/** Installs an app and exchanges the code through the API. */
export async function newGrant(
  server: TestServer,
  app: TestApp,
  place: Place,
  scopes?: readonly Scope[],
): Promise<TokenAnswer> {
  const code = await newCode(server, app, place, scopes)
  const { status, body, text } = await server.call<TokenAnswer>('POST', '/oauth/token', {
    client_id: app.clientId,
    client_secret: app.clientSecret,
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
  })
  if (status !== 200) throw new Error(`The code was refused: ${text}`)
  return body
}

/** Uninstalls an app from a place. */
export async function uninstall(
  { storage, clock, ids }: TestServer,
  { clientId }: TestApp,
  { companyId, locationId }: Place,
): Promise<void> {
  const where = { clientId, companyId, locationId }
  if (!(await storage.write((tx) => uninstallApp(tx, { clock, ids }, where), 'database')))
    throw new Error('The app is not installed there.')
}
