import { scopes as everyScope, type Scope } from '../../server/src/auth/scopes.ts'
import { revokeToken } from '../../server/src/auth/token-store.ts'
import { deleteApp } from '../../server/src/oauth/manage-apps.ts'
import { bearer, type TestServer } from '../support/server.ts'
import { sessionTokens } from '../support/session-tokens.ts'
import type { Answer } from './expectations.ts'
import { newApp, newCode, newGrant, type Place, type TestApp, uninstall } from './world.ts'

/** A caller, with what the tests expect of it. */
export interface Caller {
  name: string
  headers: { authorization: string | undefined }
  /** The refusal of every request; missing for a caller with a valid token. */
  refusal?: Answer
  kind: 'private' | 'oauth' | 'session'
  companyId: string
  /** Undefined for a company's token. */
  locationId?: string
  /** Missing for all of them. */
  scopes?: readonly Scope[]
}

const unauthorized = (message: string): Answer => ({ status: 401, body: { statusCode: 401, message } })
const invalidJwt = unauthorized('Invalid JWT')
const scopeMissing = unauthorized('The token is not authorized for this scope.')

const dayMs = 24 * 60 * 60 * 1000

/** Every caller of the matrix, except those without a scope, who differ by operation. */
export async function everyCaller(server: TestServer): Promise<{ app: TestApp; callers: Caller[] }> {
  const { companyId, locationId, fixtures, storage, clock, ids } = server
  const sibling = await fixtures.location(companyId)
  const otherCompany = await fixtures.company('Other Agency')
  const stranger = await fixtures.location(otherCompany)
  const here = { companyId, locationId }
  const app = await newApp(server)

  const expired = (await newGrant(server, app, here)).access_token
  clock.advance(dayMs + 1000)

  const revoked = await fixtures.token(here)
  await storage.write((tx) => tx.run(revokeToken, { id: revoked.id, dateRevoked: clock.now() }), 'database')
  const gone = await newApp(server, 'Uninstalled App')
  const ofUninstalled = (await newGrant(server, gone, here)).access_token
  await uninstall(server, gone, here)
  const deleted = await newApp(server, 'Deleted App')
  const ofDeleted = (await newGrant(server, deleted, here)).access_token
  await storage.write((tx) => deleteApp(tx, { clock, ids }, deleted.clientId), 'database')
  const granted = await newGrant(server, app, here)
  const code = await newCode(server, app, here)

  const refused = (name: string, token: string | undefined, refusal: Answer): Caller => ({
    name,
    headers: { authorization: token && `Bearer ${token}` },
    refusal,
    kind: 'private',
    ...here,
  })
  const good = async (name: string, place: Place): Promise<Caller[]> => [
    {
      name: `a private token of ${name}`,
      headers: bearer((await fixtures.token(place)).token),
      kind: 'private',
      ...place,
    },
    {
      name: `an app's token of ${name}`,
      headers: bearer((await newGrant(server, app, place)).access_token),
      kind: 'oauth',
      ...place,
    },
  ]
  const callers = [
    refused('nobody', undefined, unauthorized('Unauthorized')),
    refused('garbage', 'garbage', invalidJwt),
    refused(
      'a private token that never was',
      'pit-00000000-0000-4000-8000-000000000000',
      unauthorized('Invalid Private Integration token'),
    ),
    refused('a revoked private token', revoked.token, unauthorized('Invalid Private Integration token')),
    refused('an expired access token', expired, invalidJwt),
    refused("an uninstalled app's token", ofUninstalled, invalidJwt),
    refused("a deleted app's token", ofDeleted, invalidJwt),
    refused('a refresh token', granted.refresh_token, invalidJwt),
    refused('a code', code, invalidJwt),
    refused('a client secret', app.clientSecret, invalidJwt),
    ...(await good('the location', here)),
    ...(await good('the company', { companyId })),
    ...(await good('another location', { companyId, locationId: sibling })),
    ...(await good('a location of another company', { companyId: otherCompany, locationId: stranger })),
    ...(await good('another company', { companyId: otherCompany })),
  ]
  // The first use of a token is recorded, which must not happen while tables are compared.
  for (const { headers } of callers) await server.call('GET', `/locations/${sibling}`, undefined, headers)
  return { app, callers }
}

/** An owner of the company, who is signed in to the console, and a user of the location, who may not. */
export async function signedIn(server: TestServer): Promise<Caller[]> {
  const { companyId, locationId } = server
  const tokens = await sessionTokens(server)
  const owner = { kind: 'session', companyId } as const
  return [
    { name: "an owner's session in the location", headers: bearer(tokens.owner), ...owner, locationId },
    { name: "an owner's session in the company", headers: bearer(tokens.ownerOfCompany), ...owner },
    {
      name: "a user's session in the location",
      headers: bearer(tokens.user),
      refusal: scopeMissing,
      ...owner,
      locationId,
    },
  ]
}

/** Callers with every scope except those of an operation. */
export async function withoutScopes(
  server: TestServer,
  app: TestApp,
  needed: readonly string[],
): Promise<Caller[]> {
  const { companyId, locationId, fixtures } = server
  const scopes = everyScope.filter((scope) => !needed.includes(scope))
  const places: [string, Place][] = [
    ['the location', { companyId, locationId }],
    ['the company', { companyId }],
  ]
  const callers: Caller[] = []
  for (const [name, place] of places) {
    const own = await fixtures.token({ ...place, scopes })
    const granted = await newGrant(server, app, place, scopes)
    callers.push(
      {
        name: `a private token of ${name} without the scope`,
        headers: bearer(own.token),
        kind: 'private',
        ...place,
        scopes,
      },
      {
        name: `an app's token of ${name} without the scope`,
        headers: bearer(granted.access_token),
        kind: 'oauth',
        ...place,
        scopes,
      },
    )
  }
  for (const { headers } of callers) await server.call('GET', '/locations/x', undefined, headers)
  return callers
}
