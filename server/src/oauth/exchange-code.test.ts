import { decodeJwt } from 'jose'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  credentials,
  letIn,
  OAuth,
  type Parameters,
  refused,
  type TestApp,
} from '../../../test/support/oauth.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { listAuditEvents } from '../auth/audit-store.ts'
import { scopes as everyScope } from '../auth/scopes.ts'
import { deleteApp } from './manage-apps.ts'

const minuteMs = 60 * 1000
const isRefused = [
  400,
  '{"error":"invalid_grant","error_description":"Invalid grant: authorization code is invalid"}',
]
const isUnknown = [401, '{"error":"UnAuthorized!","error_description":"Authorization code not found"}']
const isNoClient = [
  401,
  '{"error":"invalid_client","error_description":"Invalid client: client credentials are invalid"}',
]

const server = useTestServer()
let oauth: OAuth
let app: TestApp
beforeAll(async () => {
  oauth = new OAuth(server)
})
beforeEach(async () => {
  app = await oauth.app()
})

/** The status and the body of an exchange. */
const exchange = async (of: TestApp, code: string, more: Parameters = {}) => {
  const { status, text } = await oauth.exchange(of, code, more)
  return [status, text]
}
const auditedSince = async (since: number) =>
  (await server.storage.read((tx) => tx.all(listAuditEvents, { since, limit: 1000 }))).map(({ kind }) => kind)

describe('BR-113 a code', () => {
  it('of a location is exchanged for tokens of the location, by form and by JSON', async () => {
    const { userId, companyId, locationId, clock } = server
    const scopes = ['contacts.readonly', 'contacts.write'] as const
    const form = await oauth.exchange(app, await oauth.code(app, oauth.location, { scopes, userId }))
    const json = await server.call(
      ...(['POST', '/oauth/token'] as const),
      {
        grant_type: 'authorization_code',
        ...credentials(app),
        code: await oauth.code(app, oauth.location, { scopes, userId }),
      },
      { authorization: undefined, version: undefined },
    )
    for (const { status, body } of [form, json]) {
      expect(status).toBe(200)
      expect(body).toEqual({
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        token_type: 'Bearer',
        expires_in: 86_399,
        refresh_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        scope: 'contacts.readonly contacts.write',
        refreshTokenId: expect.stringMatching(/^\w{20}$/),
        userType: 'Location',
        ...{ companyId, locationId, userId },
        approvedLocations: [],
        isBulkInstallation: false,
      })
    }
    const issuedAt = Math.floor(clock.now() / 1000)
    expect(decodeJwt(form.body.access_token)).toEqual({
      authClass: 'Location',
      authClassId: locationId,
      source: 'INTEGRATION',
      sourceId: app.clientId,
      channel: 'OAUTH',
      primaryAuthClassId: locationId,
      oauthMeta: { scopes, client: app.clientId.split('-')[0] },
      grantId: expect.stringMatching(/^\w{20}$/),
      use: 'access',
      jti: expect.stringMatching(/^\w{20}$/),
      iat: issuedAt,
      exp: issuedAt + 86_400,
    })
    expect(await oauth.status(form.body.access_token)).toBe(letIn)
  })

  it('of a company is exchanged for tokens of the company, with the locations that they can access', async () => {
    const { companyId, fixtures } = server
    const second = await fixtures.location(companyId)
    await fixtures.location(await fixtures.company())
    const body = await oauth.install(app, oauth.company)
    expect(body).toMatchObject({
      userType: 'Company',
      companyId,
      scope: everyScope.join(' '),
      approvedLocations: expect.arrayContaining([server.locationId, second]),
    })
    expect(body.approvedLocations).toHaveLength(2)
    expect(Object.keys(body)).not.toContain('locationId')
    expect(decodeJwt(body.access_token)).toMatchObject({ authClass: 'Company', authClassId: companyId })
  })

  it.each(['Company', 'Location', 'Nonsense', ''])(
    'keeps its own kind, even if user_type is %j',
    async (userType) => {
      const asked = { user_type: userType }
      const location = await oauth.exchange(app, await oauth.code(app), asked)
      expect([location.status, location.body.userType]).toEqual([200, 'Location'])
      const company = await oauth.exchange(app, await oauth.code(app, oauth.company), asked)
      expect([company.status, company.body.userType]).toEqual([200, 'Company'])
    },
  )

  it('may be sent with or without its redirect URI', async () => {
    const { redirectUri } = app
    expect((await exchange(app, await oauth.code(app), { redirect_uri: redirectUri }))[0]).toBe(200)
    expect((await exchange(app, await oauth.code(app), { redirect_uri: '' }))[0]).toBe(200)
  })

  it.each([
    'http://localhost:3000/callback/',
    'http://localhost:3000/CALLBACK',
    'http://localhost:3000',
    'x',
  ])('is refused with the redirect URI %s, and stays valid', async (redirectUri) => {
    const code = await oauth.code(app)
    expect(await exchange(app, code, { redirect_uri: redirectUri })).toEqual(isRefused)
    expect((await exchange(app, code))[0]).toBe(200)
  })

  it('is refused to another client, and stays valid', async () => {
    const code = await oauth.code(app)
    expect(await exchange(await oauth.app(), code)).toEqual(isRefused)
    expect((await exchange(app, code))[0]).toBe(200)
  })

  it('is valid for 10 minutes', async () => {
    const codes = [await oauth.code(app), await oauth.code(app)]
    server.clock.advance(10 * minuteMs - 1)
    expect((await exchange(app, codes[0] ?? ''))[0]).toBe(200)
    server.clock.advance(1)
    expect(await exchange(app, codes[1] ?? '')).toEqual(isRefused)
  })

  it('that is unknown is reported before the client is checked', async () => {
    for (const client of [app, { ...app, clientId: 'no' }, { ...app, clientSecret: 'no' }]) {
      expect(await exchange(client, 'unknown')).toEqual(isUnknown)
    }
    const code = await oauth.code(app)
    expect(await exchange(app, code.toUpperCase().replace(/[0-9]/, 'A'))).toEqual(isUnknown)
  })

  it.each<[string, (of: TestApp) => TestApp]>([
    ['a wrong secret', (of) => ({ ...of, clientSecret: '00000000-0000-4000-8000-000000000000' })],
    ['another app’s secret', (of) => ({ ...of, clientSecret: other.clientSecret })],
    ['an unknown client', (of) => ({ ...of, clientId: '6578278e879ad2646715ba9c-lq1nj8zs' })],
    ['a client id in another case', (of) => ({ ...of, clientId: of.clientId.toUpperCase() })],
    ['the app id alone', (of) => ({ ...of, clientId: of.clientId.split('-')[0] ?? '' })],
  ])('is refused to %s with invalid_client, and stays valid', async (_what, change) => {
    other = await oauth.app()
    const code = await oauth.code(app)
    expect(await exchange(change(app), code)).toEqual(isNoClient)
    expect((await exchange(app, code))[0]).toBe(200)
  })

  it('is refused after its app is uninstalled or deleted', async () => {
    const codes = [await oauth.code(app), await oauth.code(app)]
    await oauth.uninstall(app)
    expect(await exchange(app, codes[0] ?? '')).toEqual(isRefused)
    await oauth.code(app)
    expect(await exchange(app, codes[0] ?? '')).toEqual(isRefused)
    await server.storage.write((tx) => deleteApp(tx, server, app.clientId), 'database')
    expect(await exchange(app, codes[1] ?? '')).toEqual(isNoClient)
  })
})
let other: TestApp

describe('BR-114 a code that is used twice', () => {
  it('is refused the second time, and its tokens are revoked at once', async () => {
    server.clock.advance(1)
    const since = server.clock.now()
    const code = await oauth.code(app)
    const { body } = await oauth.exchange(app, code)
    expect(await oauth.status(body.access_token)).toBe(letIn)
    expect(await exchange(app, code)).toEqual(isRefused)
    expect(await oauth.status(body.access_token)).toBe(refused)
    const refreshed = await oauth.refresh(app, body.refresh_token)
    expect([refreshed.status, refreshed.body.error]).toEqual([400, 'invalid_grant'])
    expect((await auditedSince(since)).sort()).toEqual(['app.installed', 'code.reused', 'grant.made'])
  })

  it('revokes refreshed tokens too, and those of locations', async () => {
    const code = await oauth.code(app, oauth.company)
    const { body: first } = await oauth.exchange(app, code)
    const { body: second } = await oauth.refresh(app, first.refresh_token)
    const { companyId, locationId } = server
    const { body: third } = await oauth.locationToken(second.access_token, { companyId, locationId })
    const accessTokens = [first, second, third].map((body) => body.access_token)
    for (const token of accessTokens) expect(await oauth.status(token)).toBe(letIn)
    await exchange(app, code)
    for (const token of accessTokens) expect(await oauth.status(token)).toBe(refused)
    expect((await oauth.refresh(app, third.refresh_token)).status).toBe(400)
  })

  it('revokes nothing without the right secret, or for another client', async () => {
    const code = await oauth.code(app)
    const { body } = await oauth.exchange(app, code)
    expect(await exchange({ ...app, clientSecret: 'no' }, code)).toEqual(isNoClient)
    expect(await exchange(await oauth.app(), code)).toEqual(isRefused)
    expect(await oauth.status(body.access_token)).toBe(letIn)
  })

  it('is recognized after the ten minutes too', async () => {
    const code = await oauth.code(app)
    const { body } = await oauth.exchange(app, code)
    server.clock.advance(60 * minuteMs)
    await oauth.code(app)
    expect(await exchange(app, code)).toEqual(isRefused)
    expect(await oauth.status(body.access_token)).toBe(refused)
  })

  it('at the same time gives tokens to only one request, and revokes them', async () => {
    const code = await oauth.code(app)
    const replies = await Promise.all(Array.from({ length: 10 }, () => oauth.exchange(app, code)))
    const won = replies.filter(({ status }) => status === 200)
    expect(won).toHaveLength(1)
    for (const { status, text } of replies) if (status !== 200) expect([status, text]).toEqual(isRefused)
    for (const { body } of won) {
      expect(await oauth.status(body.access_token)).toBe(refused)
      expect((await oauth.refresh(app, body.refresh_token)).status).toBe(400)
    }
  })
})

describe('BR-115 PKCE', () => {
  // The verifier of RFC 7636, appendix B; its challenge is E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM.
  const codeVerifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
  const newCode = () => oauth.code(app, oauth.location, { codeVerifier })

  it('accepts the right verifier, in either spelling', async () => {
    expect((await exchange(app, await newCode(), { code_verifier: codeVerifier }))[0]).toBe(200)
    expect((await exchange(app, await newCode(), { codeVerifier }))[0]).toBe(200)
  })

  it.each([
    ['no verifier', undefined],
    ['an empty one', ''],
    ['a wrong one', `${codeVerifier.slice(0, -1)}l`],
    ['one in another case', codeVerifier.toLowerCase()],
    ['its challenge', 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'],
    ['one with more behind it', `${codeVerifier}A`],
    ['one with white space', `${codeVerifier} `],
  ])('refuses %s, and the code stays valid', async (_what, given) => {
    const code = await newCode()
    expect(await exchange(app, code, { code_verifier: given })).toEqual(isRefused)
    expect((await exchange(app, code, { code_verifier: codeVerifier }))[0]).toBe(200)
  })

  it.each(['short', 'a'.repeat(42), 'a'.repeat(129), `${'a'.repeat(43)}+`])(
    'refuses %s, which RFC 7636 does not allow, even if its challenge matches',
    async (verifier) => {
      const code = await oauth.code(app, oauth.location, { codeVerifier: verifier })
      expect(await exchange(app, code, { code_verifier: verifier })).toEqual(isRefused)
    },
  )

  it('refuses a verifier for a code that has no challenge', async () => {
    const code = await oauth.code(app)
    expect(await exchange(app, code, { code_verifier: codeVerifier })).toEqual(isRefused)
    expect((await exchange(app, code))[0]).toBe(200)
  })
})

it('BR-102 the reuse of a code is audited once, however often it is sent', async () => {
  server.clock.advance(1)
  const since = server.clock.now()
  const code = await oauth.code(app)
  for (let time = 0; time < 5; time++) await oauth.exchange(app, code)
  expect((await auditedSince(since)).filter((kind) => kind === 'code.reused')).toHaveLength(1)
})

it('BR-102 a code with the wrong redirect URI or verifier is audited once a minute', async () => {
  server.clock.advance(1)
  const since = server.clock.now()
  const code = await oauth.code(app)
  for (const wrong of [{ redirect_uri: 'https://evil.example/' }, { code_verifier: 'v'.repeat(43) }]) {
    expect((await oauth.exchange(app, code, wrong)).status).toBe(400)
  }
  expect((await auditedSince(since)).filter((kind) => kind === 'code.refused')).toHaveLength(1)
})

it('BR-102 every consent is audited, with its scopes', async () => {
  server.clock.advance(1)
  const since = server.clock.now()
  await oauth.code(app, oauth.location, { scopes: ['contacts.readonly'] })
  await oauth.code(app, oauth.location, { scopes: ['contacts.readonly', 'contacts.write'] })
  const events = await server.storage.read((tx) => tx.all(listAuditEvents, { since, limit: 1000 }))
  const told = events.map(({ kind, details }) => [kind, JSON.parse(details).scopes.length])
  expect(told.sort()).toEqual([
    ['app.authorized', 2],
    ['app.installed', 1],
  ])
})

it('BR-102 a refused client is audited by its id only', async () => {
  server.clock.advance(1)
  const since = server.clock.now()
  const code = await oauth.code(app)
  await exchange({ ...app, clientSecret: 'a-guess' }, code)
  await exchange({ ...app, clientSecret: 'another-guess' }, code)
  const events = await server.storage.read((tx) => tx.all(listAuditEvents, { since, limit: 1000 }))
  const refusals = events.filter(({ kind }) => kind === 'client.refused')
  expect(refusals.map(({ details }) => JSON.parse(details))).toEqual([{ clientId: app.clientId }])
  expect(JSON.stringify(events)).not.toMatch(/guess/)
  expect(JSON.stringify(events)).not.toContain(code)
})
