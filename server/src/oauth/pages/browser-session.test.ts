import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useCheapPasswords } from '../../../../test/support/cheap-passwords.ts'
import { OAuth, type TestApp } from '../../../../test/support/oauth.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { installUrl, makeOwner, password, Visitor } from '../../../../test/support/visitor.ts'
import { statement } from '../../storage/statement.ts'
import { hashSession } from '../sign-in-session.ts'
import { findSession } from '../sign-in-store.ts'

const email = 'ada@example.com'

const countInstallations = statement<Record<string, never>, { count: number }>(
  'test-count-installations',
  'SELECT COUNT(*) AS count FROM installations',
)

useCheapPasswords()
const server = useTestServer()
let app: TestApp
let url: string
let ownerId: string
/** A browser on the sign-in page. */
let stranger: Visitor
beforeAll(async () => {
  ownerId = await makeOwner(server)
  app = await new OAuth(server).app()
  url = installUrl(app)
})
beforeEach(async () => {
  // Resets the failures of earlier tests.
  server.clock.advance(60 * 60 * 1000)
  stranger = new Visitor(server)
  await stranger.get(url)
})

const signedIn = async () => {
  const visitor = new Visitor(server)
  await visitor.enter(url, ownerId)
  return visitor
}
/** The secret in a visitor's cookie, before its signature. */
const secretOf = (visitor: Visitor) => visitor.cookie?.split('=')[1]?.split('.')[0] ?? ''
const hasSession = async (secret: string) => {
  const session = { hash: hashSession(secret), now: server.clock.now() }
  return (await server.storage.read((tx) => tx.get(findSession, session))) !== undefined
}
const isSignedIn = async (visitor: Visitor) => (await visitor.get(url)).text.includes('Signed in as')

describe('BR-124 the cookie of a session', () => {
  it.each([
    ['http', {}, ''],
    ['https, as a proxy says', { 'x-forwarded-proto': 'https' }, '; Secure'],
    [
      'https, as the first of two proxies says',
      { 'x-forwarded-proto': 'https, http', 'x-forwarded-for': '203.0.113.9, 127.0.0.2' },
      '; Secure',
    ],
    ['http, to a proxy that is sent https', { 'x-forwarded-proto': 'https, http' }, ''],
    ['http, as a proxy says', { 'x-forwarded-proto': 'http' }, ''],
  ])('is for this server only, over %s', async (_, headers, secure) => {
    const cookie = new RegExp(
      `^contactd_session=[0-9a-f]{96}\\.[\\w-]{43}; Max-Age=43200; Path=/; HttpOnly${secure}; SameSite=Lax$`,
    )
    const visitor = new Visitor(server)
    expect((await visitor.get(url, headers)).setCookie).toMatch(cookie)
    const fields = { email, password }
    expect((await visitor.submit('/_contactd/sign-in', fields, headers)).setCookie).toMatch(cookie)
  })

  it('is set only once', async () => {
    expect((await stranger.get(url)).setCookie).toBeUndefined()
    const ada = await signedIn()
    expect((await ada.get(url)).setCookie).toBeUndefined()
  })

  it('changes with each sign-in: an earlier one becomes worthless', async () => {
    const planted = secretOf(stranger)
    await stranger.submit('/_contactd/sign-in', { email, password })
    const first = secretOf(stranger)
    expect(first).not.toBe(planted)
    expect(await hasSession(planted)).toBe(false)
    expect(await hasSession(first)).toBe(true)

    // The sign-in page is still open in another tab.
    const tab = new Visitor(server)
    await tab.get(url)
    const fields = tab.hidden('/_contactd/sign-in')
    await tab.post('/_contactd/sign-in', { ...fields, email, password })
    expect(secretOf(tab)).not.toBe(first)
  })

  it('does not change if the sign-in fails', async () => {
    const before = stranger.cookie
    const { setCookie } = await stranger.submit('/_contactd/sign-in', { email, password: 'wrong' })
    expect([setCookie, stranger.cookie]).toEqual([undefined, before])
    expect(await hasSession(secretOf(stranger))).toBe(false)
  })

  it.each([
    ['an invalid signature', (cookie: string) => `${cookie.slice(0, -1)}${cookie.endsWith('A') ? 'B' : 'A'}`],
    ['no signature', (cookie: string) => cookie.split('.')[0]],
    ['another secret', (cookie: string) => cookie.replace(/=\w/, cookie.includes('=a') ? '=b' : '=a')],
    ['nothing', () => 'contactd_session='],
    ['something else', () => 'contactd_session=%FF.%00'],
  ])('with %s is not a session', async (_, change) => {
    const ada = await signedIn()
    ada.cookie = change(ada.cookie ?? '') ?? ''
    const reply = await ada.get(url)
    expect(reply.text).toContain('<h1>Sign in</h1>')
    expect(reply.setCookie).toBeDefined()
  })

  it('is valid for twelve hours after the sign-in', async () => {
    const ada = await signedIn()
    server.clock.advance(12 * 60 * 60 * 1000 - 1)
    expect(await isSignedIn(ada)).toBe(true)
    server.clock.advance(1)
    const reply = await ada.submit('/_contactd/install', { action: 'install', place: 'company' })
    expect(reply.status).toBe(403)
    expect(reply.text).toContain('You are no longer signed in.')
  })

  it('is deleted by the sign-out, with its session', async () => {
    const ada = await signedIn()
    const secret = secretOf(ada)
    const { status, location, setCookie } = await ada.submit('/_contactd/sign-out')
    expect([status, location]).toEqual([303, url])
    expect(setCookie).toMatch(/^contactd_session=; .*Expires=Thu, 01 Jan 1970 00:00:00 GMT/)
    expect(await hasSession(secret)).toBe(false)
    expect(await isSignedIn(ada)).toBe(false)
  })
})

describe('BR-128 a form counts only if it is our own and of this browser', () => {
  const forms = [
    { action: '/_contactd/sign-in', filled: { email, password } },
    { action: '/_contactd/install', filled: { action: 'install', place: 'company' } },
    { action: '/_contactd/sign-out', filled: {} },
  ]
  const countOfInstallations = async () =>
    (await server.storage.read((tx) => tx.get(countInstallations, {})))?.count

  it.each(
    forms.flatMap((form) =>
      [
        { how: 'without the token', fields: { csrf_token: '' } },
        { how: 'with a wrong token', fields: { csrf_token: 'x'.repeat(43) } },
        { how: 'without the cookie', headers: { cookie: '' } },
        { how: 'with an invalid cookie', headers: { cookie: 'contactd_session=a.b' } },
        { how: 'from another site', headers: { 'sec-fetch-site': 'cross-site' } },
        { how: 'from another port of the host', headers: { 'sec-fetch-site': 'same-site' } },
        { how: 'from another origin, in an old browser', headers: { origin: 'https://evil.example' } },
        { how: 'from another port, in an old browser', headers: { origin: 'http://localhost:3000' } },
        { how: 'from an invalid origin', headers: { origin: 'x' } },
      ].map((tampering) => ({ fields: {}, headers: {}, ...form, ...tampering })),
    ),
  )('$action $how is refused', async ({ action, filled, fields, headers }) => {
    const visitor = action === '/_contactd/sign-in' ? stranger : await signedIn()
    const before = [secretOf(visitor), await hasSession(secretOf(visitor)), await countOfInstallations()]
    const { cookie } = visitor
    const reply = await visitor.submit(action, { ...filled, ...fields }, { host: 'localhost', ...headers })
    expect(reply.status).toBe(403)
    expect(reply.headers).not.toHaveProperty('location')
    expect(reply.text).toContain('This form was out of date')
    visitor.cookie = cookie
    const after = [secretOf(visitor), await hasSession(secretOf(visitor)), await countOfInstallations()]
    expect(after).toEqual(before)
  })

  it.each(forms)("$action with another browser's token is refused", async ({ action, filled }) => {
    const visitor = action === '/_contactd/sign-in' ? stranger : await signedIn()
    const other = new Visitor(server)
    await other.get(url)
    const { csrf_token = '' } = other.hidden('/_contactd/sign-in')
    expect((await visitor.submit(action, { ...filled, csrf_token })).status).toBe(403)
  })

  it.each(
    forms.flatMap((form) =>
      [
        { whom: 'a browser of today', headers: { 'sec-fetch-site': 'same-origin', origin: 'null' } },
        { whom: 'a form that was sent again by hand', headers: { 'sec-fetch-site': 'none' } },
        { whom: 'an old browser', headers: { origin: 'http://localhost' } },
        { whom: 'a browser behind a proxy', headers: { origin: 'https://localhost' } },
        { whom: 'an old browser that hides its origin', headers: { origin: 'null' } },
        { whom: 'a client that says nothing of itself', headers: {} },
      ].map((sender) => ({ ...form, ...sender })),
    ),
  )('$action from $whom is accepted', async ({ action, filled, headers }) => {
    const visitor = action === '/_contactd/sign-in' ? stranger : await signedIn()
    expect((await visitor.submit(action, filled, { host: 'localhost', ...headers })).status).toBe(303)
  })

  it('the sign-in form is worthless after the sign-in', async () => {
    const { csrf_token = '' } = stranger.hidden('/_contactd/sign-in')
    await stranger.signIn(url)
    const reply = await stranger.submit('/_contactd/install', {
      action: 'install',
      place: 'company',
      csrf_token,
    })
    expect(reply.status).toBe(403)
  })

  it('a form that neither allows nor cancels installs nothing', async () => {
    const ada = await signedIn()
    const before = await countOfInstallations()
    expect((await ada.submit('/_contactd/install', { place: 'company' })).status).toBe(403)
    expect(await countOfInstallations()).toBe(before)
  })
})

describe('BR-125 guessing on the page', () => {
  const guess = () => stranger.submit('/_contactd/sign-in', { email, password: 'wrong' })

  it('gets the same response for any wrong input, and keeps the email', async () => {
    await makeOwner(server, { email: 'ulf@example.com', owner: false })
    const reply = await guess()
    expect(reply.status).toBe(403)
    expect(reply.text).toContain('No owner of a company has this email and password.')
    expect(reply.text).not.toContain('wrong')
    for (const other of ['eve@example.com', 'ulf@example.com']) {
      const answer = await stranger.submit('/_contactd/sign-in', { email: other, password })
      expect(answer.status).toBe(403)
      expect(answer.text.replaceAll(other, email)).toBe(reply.text)
    }
  })

  it('gets a 429 after five failures, and accepts the right password a second later', async () => {
    for (let time = 0; time < 4; time++) expect((await guess()).status).toBe(403)
    const reply = await guess()
    expect([reply.status, reply.headers['retry-after']]).toEqual([429, '1'])
    expect(reply.text).toContain(
      'No owner of a company has this email and password. Many attempts have failed, so the next answer takes up to 1 second.',
    )
    const since = performance.now()
    expect((await stranger.submit('/_contactd/sign-in', { email, password })).status).toBe(303)
    expect(performance.now() - since).toBeGreaterThan(900)
  })

  it('does not delay a browser that has signed in before, or others behind the address', async () => {
    const ada = new Visitor(server)
    await ada.signIn(url)
    expect(ada.knownBrowser).toMatch(/^contactd_known_browser=[0-9a-f-]{36}\.[\w-]{43}$/)
    await ada.get(url)
    await ada.submit('/_contactd/sign-out')
    await makeOwner(server, { email: 'ben@example.com' })
    for (let time = 0; time < 5; time++) await guess()
    await ada.get(url)
    for (const [visitor, address] of [
      [ada, email],
      [stranger, 'ben@example.com'],
    ] as const) {
      const wrong = { email: address, password: 'wrong' }
      expect((await visitor.submit('/_contactd/sign-in', wrong)).status).toBe(403)
      expect((await visitor.submit('/_contactd/sign-in', { email: address, password })).status).toBe(303)
    }
  })

  it('accepts the cookie of a known browser for its own account only, and no forged one', async () => {
    const ada = new Visitor(server)
    await ada.signIn(url)
    const own = ada.knownBrowser ?? ''
    const madeUp = own.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))
    const [forAda, forEve] = [email, 'eve@example.com'].map((account) => ({
      email: account,
      password: 'wrong',
    }))
    for (const fields of [forAda, forEve]) {
      for (let time = 0; time < 5; time++) await stranger.submit('/_contactd/sign-in', fields)
    }
    // The delay has passed, so only the counts distinguish the clients.
    server.clock.advance(60_000)
    for (const [knownBrowser, fields, status] of [
      [madeUp, forAda, 429],
      [own, forEve, 429],
      [own, forAda, 403],
    ] as const) {
      stranger.knownBrowser = knownBrowser
      expect((await stranger.submit('/_contactd/sign-in', fields)).status).toBe(status)
    }
  })

  it('counts the client that a trusted proxy names', async () => {
    const at = (address: string) => ({ 'x-forwarded-for': address })
    const fields = { email, password: 'wrong' }
    for (let time = 0; time < 5; time++) {
      await stranger.submit('/_contactd/sign-in', fields, at('203.0.113.9'))
    }
    expect((await stranger.submit('/_contactd/sign-in', fields, at('203.0.113.10'))).status).toBe(403)
    // The delay has passed: only the count remains.
    server.clock.advance(1_000)
    expect(
      (await stranger.submit('/_contactd/sign-in', fields, at('203.0.113.10, 203.0.113.9'))).status,
    ).toBe(429)
  })
})
