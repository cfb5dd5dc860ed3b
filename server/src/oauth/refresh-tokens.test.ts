import { decodeJwt } from 'jose'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { letIn, OAuth, refused, type TestApp, type TokenReply } from '../../../test/support/oauth.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { listAuditEvents } from '../auth/audit-store.ts'
import { statement } from '../storage/statement.ts'
import { deleteApp, rotateAppSecret } from './manage-apps.ts'

const dayMs = 24 * 60 * 60 * 1000
const graceMs = 10_000
const isRefused = [
  400,
  '{"error":"invalid_grant","error_description":"Invalid grant: refresh token is invalid"}',
]
const isNoClient = [401, '{"error":"UnAuthorized!","error_description":"Invalid client credentials!"}']
const everything = statement<Record<string, never>, { sealed_answer: string | null }>(
  'test-every-refresh-token',
  'SELECT * FROM refresh_tokens ORDER BY date_used',
)

const server = useTestServer()
let oauth: OAuth
let app: TestApp
let first: TokenReply
beforeAll(async () => {
  oauth = new OAuth(server)
})
beforeEach(async () => {
  app = await oauth.app()
  first = await oauth.install(app)
})

const refresh = async (of: TestApp, token: string) => {
  const { status, text } = await oauth.refresh(of, token)
  return [status, text]
}
/** Refreshes, and expects success. */
const next = async (token: string): Promise<TokenReply> => {
  const { status, body, text } = await oauth.refresh(app, token)
  if (status !== 200) throw new Error(text)
  return body
}

describe('BR-116 a refresh token', () => {
  it('is exchanged for new tokens of the same place and scopes', async () => {
    server.clock.advance(1000)
    const second = await next(first.refresh_token)
    expect({ ...second, access_token: '', refresh_token: '', refreshTokenId: '' }).toEqual({
      ...first,
      access_token: '',
      refresh_token: '',
      refreshTokenId: '',
    })
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(second.refreshTokenId).not.toBe(first.refreshTokenId)
    const { iat = 0, exp = 0 } = decodeJwt(second.access_token)
    expect([iat, exp - iat]).toEqual([Math.floor(server.clock.now() / 1000), 86_400])
    expect(await oauth.status(second.access_token)).toBe(letIn)
    expect((await next(second.refresh_token)).userType).toBe('Location')
  })

  it('of a company returns its current locations', async () => {
    const { refresh_token } = await oauth.install(app, oauth.company)
    const location = await server.fixtures.location(server.companyId)
    expect((await next(refresh_token)).approvedLocations).toContain(location)
  })

  it.each(['Company', 'Location', 'Nonsense'])('ignores user_type %s', async (userType) => {
    const { status, body } = await oauth.refresh(app, first.refresh_token, { user_type: userType })
    expect([status, body.userType]).toEqual([200, 'Location'])
  })

  it('leaves the old access token valid until it expires', async () => {
    await next(first.refresh_token)
    expect(await oauth.status(first.access_token)).toBe(letIn)
    server.clock.advance(dayMs - 1)
    expect(await oauth.status(first.access_token)).toBe(letIn)
    server.clock.advance(1)
    expect(await oauth.status(first.access_token)).toBe(refused)
  })

  it('is valid for a year', async () => {
    const other = await oauth.install(app)
    server.clock.advance(365 * dayMs - 1)
    expect((await refresh(app, first.refresh_token))[0]).toBe(200)
    server.clock.advance(1)
    expect(await refresh(app, other.refresh_token)).toEqual(isRefused)
  })

  it.each<[string, () => string]>([
    ['text', () => 'garbage'],
    ['an access token', () => first.access_token],
    ['a private integration token', () => server.token],
    ['a refresh token with another signature', () => `${first.refresh_token.slice(0, -8)}AAAAAAAA`],
    ['one with a suffix', () => `${first.refresh_token}A`],
  ])("can't be %s", async (_what, token) => {
    expect(await refresh(app, token())).toEqual(isRefused)
    expect(await oauth.status(first.access_token)).toBe(letIn)
  })

  it('is refused to another client, and stays valid', async () => {
    expect(await refresh(await oauth.app(), first.refresh_token)).toEqual(isRefused)
    expect((await refresh(app, first.refresh_token))[0]).toBe(200)
  })

  it('BR-448 is refused with a wrong secret, and stays valid', async () => {
    expect(await refresh({ ...app, clientSecret: 'no' }, first.refresh_token)).toEqual(isNoClient)
    expect(await refresh({ ...app, clientId: 'no' }, first.refresh_token)).toEqual(isNoClient)
    expect((await refresh(app, first.refresh_token))[0]).toBe(200)
  })

  it('is refused after its app is uninstalled, even if it is installed again', async () => {
    await oauth.uninstall(app)
    expect(await refresh(app, first.refresh_token)).toEqual(isRefused)
    expect(await oauth.status(first.access_token)).toBe(refused)
    const again = await oauth.install(app)
    expect(await refresh(app, first.refresh_token)).toEqual(isRefused)
    expect(await oauth.status(first.access_token)).toBe(refused)
    expect(await oauth.status(again.access_token)).toBe(letIn)
  })

  it('is refused after its app is deleted', async () => {
    await server.storage.write((tx) => deleteApp(tx, server, app.clientId), 'database')
    expect(await refresh(app, first.refresh_token)).toEqual(isNoClient)
    expect(await oauth.status(first.access_token)).toBe(refused)
  })

  it('requires the new secret after a rotation, and stays valid', async () => {
    const rotated = await server.storage.write((tx) => rotateAppSecret(tx, server, app.clientId), 'database')
    expect(await refresh(app, first.refresh_token)).toEqual(isNoClient)
    expect(await oauth.status(first.access_token)).toBe(letIn)
    const clientSecret = rotated?.clientSecret ?? ''
    expect((await refresh({ ...app, clientSecret }, first.refresh_token))[0]).toBe(200)
  })
})

describe('BR-117 a used refresh token', () => {
  it('gets the same new tokens for 10 seconds', async () => {
    const [status, text] = await refresh(app, first.refresh_token)
    expect(status).toBe(200)
    expect(await refresh(app, first.refresh_token)).toEqual([200, text])
    server.clock.advance(graceMs - 1)
    expect(await refresh(app, first.refresh_token)).toEqual([200, text])
  })

  it('revokes its family after that', async () => {
    server.clock.advance(1)
    const since = server.clock.now()
    const second = await next(first.refresh_token)
    const third = await next(second.refresh_token)
    const elsewhere = await oauth.install(app)
    server.clock.advance(graceMs)
    expect(await refresh(app, first.refresh_token)).toEqual(isRefused)
    for (const { access_token } of [first, second, third])
      expect(await oauth.status(access_token)).toBe(refused)
    expect(await refresh(app, third.refresh_token)).toEqual(isRefused)
    expect(await oauth.status(elsewhere.access_token)).toBe(letIn)
    const events = await server.storage.read((tx) => tx.all(listAuditEvents, { since, limit: 1000 }))
    const { grantId } = decodeJwt(first.access_token)
    expect(
      events.filter(({ kind }) => kind === 'refresh-token.reused').map(({ details }) => JSON.parse(details)),
    ).toEqual([{ grantId }])
  })

  it('revokes nothing if another client sends it, or the secret is missing', async () => {
    const { access_token } = await next(first.refresh_token)
    server.clock.advance(graceMs)
    expect(await refresh(await oauth.app(), first.refresh_token)).toEqual(isRefused)
    expect(await refresh({ ...app, clientSecret: 'no' }, first.refresh_token)).toEqual(isNoClient)
    expect(await oauth.status(access_token)).toBe(letIn)
  })

  it('is refused even in the grace period after its family is revoked', async () => {
    await next(first.refresh_token)
    await oauth.uninstall(app)
    expect(await refresh(app, first.refresh_token)).toEqual(isRefused)
  })

  it('sent ten times at once gets one response', async () => {
    const replies = await Promise.all(Array.from({ length: 10 }, () => refresh(app, first.refresh_token)))
    expect(replies.map(([status]) => status)).toEqual(Array(10).fill(200))
    expect(new Set(replies.map(([, text]) => text)).size).toBe(1)
    const { access_token } = JSON.parse(String(replies[0]?.[1])) as TokenReply
    expect(await oauth.status(access_token)).toBe(letIn)
  })

  it('revokes the tokens of locations with those of their company', async () => {
    const { companyId, locationId } = server
    const company = await oauth.install(app, oauth.company)
    const second = await next(company.refresh_token)
    const { body: location } = await oauth.locationToken(second.access_token, { companyId, locationId })
    server.clock.advance(graceMs)
    expect(await refresh(app, company.refresh_token)).toEqual(isRefused)
    expect(await oauth.status(location.access_token)).toBe(refused)
    expect(await refresh(app, location.refresh_token)).toEqual(isRefused)
  })

  it('of a location’s token revokes that location’s, but not the company’s', async () => {
    const { companyId, locationId } = server
    const company = await oauth.install(app, oauth.company)
    const { body: location } = await oauth.locationToken(company.access_token, { companyId, locationId })
    await next(location.refresh_token)
    server.clock.advance(graceMs)
    expect(await refresh(app, location.refresh_token)).toEqual(isRefused)
    expect(await oauth.status(location.access_token)).toBe(refused)
    expect(await oauth.status(company.access_token)).toBe(letIn)
    const again = await oauth.locationToken(company.access_token, { companyId, locationId })
    expect(await oauth.status(again.body.access_token)).toBe(letIn)
  })
})

it('BR-118 no token is in the database, and the next refresh deletes the response of the grace period', async () => {
  const second = await next(first.refresh_token)
  const rows = async () => server.storage.read((tx) => tx.all(everything, {}))
  const stored = JSON.stringify(await rows())
  for (const { access_token, refresh_token } of [first, second]) {
    for (const part of [...access_token.split('.'), ...refresh_token.split('.')].slice(1)) {
      expect(stored).not.toContain(part)
    }
  }
  const sealed = async () => (await rows()).filter(({ sealed_answer }) => sealed_answer !== null).length
  const before = await sealed()
  server.clock.advance(graceMs + 1)
  await next(second.refresh_token)
  expect(await sealed()).toBe(before)
})
