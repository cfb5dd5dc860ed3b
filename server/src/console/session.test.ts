import { beforeAll, describe, expect, it } from 'vitest'
import type { Reply } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { makeOwner, password } from '../../../test/support/visitor.ts'
import { removeUser } from '../lifecycle/delete-user.ts'
import { hashSession, newSessionSecret, sessionLifetimeMs } from '../oauth/sign-in-session.ts'
import { insertSession } from '../oauth/sign-in-store.ts'

const server = useTestServer()
const path = '/_contactd/session'
let otherLocation: string
let ownerId: string
let userId: string
beforeAll(async () => {
  otherLocation = await server.fixtures.location(server.companyId, { name: 'Other' })
  ownerId = await makeOwner(server)
  userId = await makeOwner(server, { email: 'ulf@example.com', name: 'Ulf', owner: false })
})

interface Answer {
  token: string
  expiresInSeconds: number
  user: { id: string; role: string } | null
  locations: { id: string }[]
  message: string
}

type Headers = Record<string, string | undefined>

/** A browser that keeps the cookie. */
class Tab {
  cookie: string | undefined

  call(method: 'GET' | 'POST' | 'DELETE', url: string, body?: object, headers: Headers = {}) {
    return server.call<Answer>(method, url, body, {
      authorization: undefined,
      version: undefined,
      cookie: this.cookie,
      'sec-fetch-site': 'same-origin',
      ...headers,
    })
  }

  async signIn(email = 'ada@example.com', word = password): Promise<Reply<Answer>> {
    const reply = await this.call('POST', path, { email, password: word })
    const cookies = [reply.headers['set-cookie'] ?? []].flat().map(String)
    const own = cookies.find((cookie) => cookie.startsWith('contactd_console='))
    if (own !== undefined) this.cookie = own.split(';', 1)[0]
    return reply
  }

  async token(locationId = server.locationId): Promise<string> {
    return (await this.call('POST', `${path}/token`, locationId === '' ? {} : { locationId })).body.token
  }
}

/** A tab with a session, without the tenth of a second that checking the password takes. */
async function signedIn(userOf: string = ownerId): Promise<Tab> {
  const tab = new Tab()
  const secret = newSessionSecret(server.ids)
  const dateExpires = server.clock.now() + sessionLifetimeMs
  const session = { hash: hashSession(secret), userId: userOf, dateExpires }
  await server.storage.write((tx) => tx.run(insertSession, session), 'access')
  tab.cookie = `contactd_console=${secret}.${server.secrets.sign('console-cookie', secret)}`
  return tab
}
const statusWith = async (token: string, url = '/contacts/search', body: object = {}) =>
  (
    await server.call(
      'POST',
      url,
      { locationId: server.locationId, pageLimit: 1, page: 1, ...body },
      {
        authorization: `Bearer ${token}`,
      },
    )
  ).status

describe('BR-800 the session of the console', () => {
  it('says who is signed in, and where they work', async () => {
    const owner = (await (await signedIn()).call('GET', path)).body
    expect(owner).toMatchObject({ user: { id: ownerId, role: 'owner' }, company: { id: server.companyId } })
    expect(owner.locations.map(({ id }) => id).sort()).toEqual([server.locationId, otherLocation].sort())
    const user = (await (await signedIn(userId)).call('GET', path)).body
    expect(user).toMatchObject({ user: { id: userId, role: 'user' } })
    expect(user.locations).toMatchObject([{ id: server.locationId, country: 'US' }])
  })

  it('says whether an owner could sign in if no one is signed in', async () => {
    expect((await new Tab().call('GET', path)).body).toEqual({ user: null, hasOwner: true })
  })

  it('has a cookie for its own path, for pages of this server alone', async () => {
    const tab = new Tab()
    const reply = await tab.signIn()
    expect(reply.status).toBe(204)
    expect((await tab.call('GET', path)).body.user).toMatchObject({ id: ownerId })
    expect([reply.headers['set-cookie']].flat()[0]).toMatch(
      /^contactd_console=[\w.-]+; Max-Age=43200; Path=\/_contactd\/session; HttpOnly; SameSite=Strict$/,
    )
  })

  it('has no token for a location of others, and for the company only with an owner', async () => {
    const ulf = await signedIn(userId)
    for (const body of [{ locationId: otherLocation }, { locationId: 'unknown' }, {}])
      expect((await ulf.call('POST', `${path}/token`, body)).status).toBe(403)
    const ada = await signedIn()
    expect(await statusWith(await ada.token(''))).toBe(200)
    expect((await new Tab().call('POST', `${path}/token`, {})).status).toBe(401)
  })

  it('ends with the sign-out, and its tokens with it', async () => {
    const ada = await signedIn()
    const token = await ada.token()
    expect(await statusWith(token)).toBe(200)
    expect((await ada.call('DELETE', path)).status).toBe(204)
    expect(await statusWith(token)).toBe(401)
    expect((await ada.call('GET', path)).body.user).toBeNull()
  })

  it('has tokens of ten minutes', async () => {
    const ada = await signedIn()
    const { token, expiresInSeconds } = (
      await ada.call('POST', `${path}/token`, { locationId: server.locationId })
    ).body
    expect(expiresInSeconds).toBe(600)
    server.clock.advance(600_000 - 1)
    expect(await statusWith(token)).toBe(200)
    server.clock.advance(1)
    expect(await statusWith(token)).toBe(401)
    expect(await statusWith(await ada.token())).toBe(200)
  })

  it('has no tokens that others can make or change', async () => {
    const token = await (await signedIn()).token()
    const [content = '', signature = ''] = token.slice('ses-'.length).split('.')
    const [hash, , expiresAt] = JSON.parse(Buffer.from(content, 'base64url').toString())
    const moved = Buffer.from(JSON.stringify([hash, otherLocation, expiresAt])).toString('base64url')
    for (const forged of [`ses-${moved}.${signature}`, `ses-${content}.`, 'ses-', 'ses-a.b', `${token}A`])
      expect(await statusWith(forged)).toBe(401)
  })

  it('ends when its user is deleted', async () => {
    const id = await makeOwner(server, { email: 'eve@example.com' })
    const eve = await signedIn(id)
    const token = await eve.token()
    expect(await statusWith(token)).toBe(200)
    await server.storage.write((tx) => removeUser(tx, server, id), 'database')
    expect(await statusWith(token)).toBe(401)
    expect((await eve.call('GET', path)).body.user).toBeNull()
  })

  it('is the author of what is changed in it', async () => {
    const token = await (await signedIn(userId)).token()
    const { body } = await server.call(
      'POST',
      '/contacts/',
      { locationId: server.locationId, firstName: 'A' },
      {
        authorization: `Bearer ${token}`,
      },
    )
    expect(body.contact.createdBy).toMatchObject({ source: 'WEB_USER', channel: 'APP', sourceId: userId })
  })
})

describe('BR-801 the cookie counts for the session alone', () => {
  it('no operation of the API takes it', async () => {
    const ada = await signedIn()
    const headers = { cookie: ada.cookie, authorization: undefined }
    const { status } = await server.call('GET', '/contacts/unknown', undefined, headers)
    expect(status).toBe(401)
  })

  it('is not the cookie of the pages of apps, nor the other way round', async () => {
    const ada = await signedIn()
    const value = ada.cookie?.split('=')[1]
    const other = new Tab()
    for (const cookie of [`contactd_session=${value}`, 'contactd_console=a.b', 'contactd_console=', value]) {
      other.cookie = cookie
      expect((await other.call('GET', path)).body.user).toBeNull()
    }
  })

  it.each<[string, Headers]>([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port of the host', { 'sec-fetch-site': 'same-site' }],
    ['another origin, in an old browser', { 'sec-fetch-site': undefined, origin: 'https://evil.example' }],
  ])('is refused from %s', async (_, headers) => {
    const ada = await signedIn()
    for (const [method, url, body] of [
      ['GET', path, undefined],
      ['POST', path, { email: 'ada@example.com', password }],
      ['POST', `${path}/token`, { locationId: server.locationId }],
      ['DELETE', path, undefined],
    ] as const) {
      const { status, body: answer } = await ada.call(method, url, body, headers)
      expect([status, answer.token]).toEqual([403, undefined])
    }
    expect((await ada.call('GET', path)).body.user).not.toBeNull()
  })

  it('is not set by a form', async () => {
    const tab = new Tab()
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const { status } = await tab.call('POST', path, { email: 'ada@example.com', password }, form)
    expect(status).toBe(415)
  })
})

describe('BR-125 guessing in the console', () => {
  it('is refused alike for any wrong input, and delayed after five failures', async () => {
    const tab = new Tab()
    const replies = []
    for (const email of ['eva@example.com', 'no email', 'eva@example.com'])
      replies.push(await tab.signIn(email, 'wrong'))
    for (const { status, body } of replies)
      expect([status, body.message]).toEqual([401, 'No user has this email and password.'])
    for (let time = 0; time < 2; time++) await tab.signIn('eva@example.com', 'wrong')
    const last = await tab.signIn('eva@example.com', 'wrong')
    expect([last.status, last.headers['retry-after']]).toEqual([429, '1'])
    expect(last.body.message).toContain('the next answer takes up to 1 second')
    expect((await tab.call('POST', path, { email: 'ada@example.com' })).status).toBe(422)
  })
})
