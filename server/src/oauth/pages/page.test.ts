import { beforeAll, describe, expect, it } from 'vitest'
import { useCheapPasswords } from '../../../../test/support/cheap-passwords.ts'
import { startTestServer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { installUrl, makeOwner, password, Visitor } from '../../../../test/support/visitor.ts'
import { StorageUnavailableError } from '../../storage/storage.ts'
import { createApp } from '../manage-apps.ts'

const evil = `<script>alert(1)</script>"'&`
const escaped = '&#60;script&#62;alert(1)&#60;/script&#62;&#34;&#39;&#38;'
const email = 'ada@example.com'
const redirectUri = 'https://app.example/callback'

useCheapPasswords()
const server = useTestServer()
let url: string
let ownerId: string
beforeAll(async () => {
  const companyId = await server.fixtures.company(`Company ${evil}`)
  const locationId = await server.fixtures.location(companyId, { name: `Location ${evil}` })
  ownerId = await makeOwner(server, { locationId, name: `Owner ${evil}` })
  const app = await server.storage.write(
    (tx) =>
      createApp(tx, server, {
        name: `App ${evil}`,
        redirectUris: [redirectUri, 'com.example.app:/cb', 'http://[::1]:3000/cb'],
        scopes: ['contacts.readonly'],
      }),
    'database',
  )
  url = installUrl({ ...app, redirectUri }, { state: evil })
})

const stranger = async () => {
  const visitor = new Visitor(server)
  await visitor.get(url)
  return visitor
}
const ada = async () => {
  const visitor = new Visitor(server)
  await visitor.enter(url, ownerId)
  return visitor
}
const signIn = { email, password }
const yes = { action: 'install', place: 'company' }

const answers: [string, number, () => Promise<Awaited<ReturnType<Visitor['get']>>>][] = [
  ['the sign-in', 200, async () => new Visitor(server).get(url)],
  ['the consent', 200, async () => (await ada()).get(url)],
  ['a refused request', 400, async () => new Visitor(server).get('/oauth/chooselocation')],
  [
    'a refused sign-in',
    403,
    async () => (await stranger()).submit('/_contactd/sign-in', { ...signIn, password: 'x' }),
  ],
  ['a form out of date', 403, async () => (await ada()).submit('/_contactd/install', { csrf_token: 'x' })],
  ['a redirect to the app', 302, async () => (await ada()).get(`${url}&response_type=x`)],
  ['the redirect with the code', 303, async () => (await ada()).submit('/_contactd/install', yes)],
  [
    'the redirect after the sign-in',
    303,
    async () => (await stranger()).submit('/_contactd/sign-in', signIn),
  ],
  ['the redirect after the sign-out', 303, async () => (await ada()).submit('/_contactd/sign-out')],
  [
    'a form that is too large',
    413,
    async () => new Visitor(server).post('/_contactd/install', { a: 'x'.repeat(70_000) }),
  ],
]

describe('BR-129 no response can be framed, cached, sniffed or leaked by a referrer', () => {
  it.each(answers)('%s (%i)', async (_, status, get) => {
    const reply = await get()
    expect(reply.status).toBe(status)
    expect(reply.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
    const policy = String(reply.headers['content-security-policy']).split('; ')
    expect(policy).toEqual([
      "default-src 'none'",
      expect.stringMatching(/^style-src 'sha256-[A-Za-z0-9+/]{43}='$/),
      'img-src data:',
      expect.stringMatching(/^form-action 'self'( https:)?$/),
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ])
    expect(reply.text).not.toMatch(/<script|javascript:|\son\w+=|style="/i)
  })

  it.each([
    [redirectUri, "form-action 'self' https:"],
    ['com.example.app:/cb', "form-action 'self' com.example.app:"],
    ['http://[::1]:3000/cb', "form-action 'self' http:"],
  ])('a form with the redirect URI %s may redirect to it', async (redirect, formAction) => {
    const visitor = await ada()
    const { headers } = await visitor.get(
      `${url}`.replace(encodeURIComponent(redirectUri), encodeURIComponent(redirect)),
    )
    expect(String(headers['content-security-policy']).split('; ')).toContain(formAction)
  })

  it('the form with the password may redirect nowhere else', async () => {
    const { headers } = await new Visitor(server).get(url)
    expect(String(headers['content-security-policy']).split('; ')).toContain("form-action 'self'")
  })
})

describe('BR-129 everything is shown as text', () => {
  it('on the sign-in page: the name of the app, the state, the email', async () => {
    const visitor = await stranger()
    const { text } = await visitor.submit('/_contactd/sign-in', { email: evil, password: evil })
    expect(text).toContain(`<b>App ${escaped}</b>`)
    expect(text).toContain(`name="state" value="${escaped}"`)
    expect(text).toContain(`type="email" autocomplete="username" required maxlength="320" value="${escaped}"`)
    expect(text).not.toContain(evil)
    expect(text).not.toContain('alert(1)</script>')
  })

  it('on the consent page: the names of app, company, location and owner, the state, the search', async () => {
    const visitor = await ada()
    const { text } = await visitor.get(`${url}&search=${encodeURIComponent(evil)}`)
    expect(text).toContain(`<h1>Install App ${escaped}</h1>`)
    expect(text).toContain(`All locations of Company ${escaped}`)
    expect(text).toContain(`<span>Location ${escaped}`)
    expect(text).toContain(`Signed in as Owner ${escaped}`)
    expect(text).toContain(`type="search" maxlength="255" value="${escaped}"`)
    expect(text).toContain(`<title>Install App ${escaped} · contactd</title>`)
    expect(text).not.toContain('<script>')
  })

  it('and returns to the app unchanged', async () => {
    const { location } = await (await ada()).submit('/_contactd/install', yes)
    expect(new URL(location).searchParams.get('state')).toBe(evil)
  })

  it('on the page of a refused request', async () => {
    const { text } = await new Visitor(server).get(`${url}&redirect_uri=${encodeURIComponent(evil)}`)
    expect(text).not.toContain('<script>')
    expect((await new Visitor(server).get(url.replace('redirect_uri=', 'redirect_uri=x'))).text).toContain(
      `one that App ${escaped} has registered`,
    )
  })
})

it('a busy database is reported on a page, and the form can be sent again', async () => {
  const visitor = await ada()
  const { write } = server.storage
  server.storage.write = () => Promise.reject(new StorageUnavailableError('busy'))
  const reply = await visitor.submit('/_contactd/install', yes)
  server.storage.write = write
  expect(reply.status).toBe(503)
  expect(reply.headers).toMatchObject({ 'retry-after': '1', 'content-type': 'text/html; charset=utf-8' })
  expect(reply.text).toContain('Please try again')
})

it('no password and no code is logged at any level', async () => {
  const noisy = await startTestServer({ logLevel: 'info' })
  await makeOwner(noisy)
  const app = await noisy.storage.write(
    (tx) =>
      createApp(tx, noisy, { name: 'Sync', redirectUris: [redirectUri], scopes: ['contacts.readonly'] }),
    'database',
  )
  const visitor = new Visitor(noisy)
  await visitor.signIn(installUrl({ ...app, redirectUri }, { state: 'planted-state' }))
  const { location } = await visitor.submit('/_contactd/install', yes)
  const guesser = new Visitor(noisy)
  await guesser.get(installUrl({ ...app, redirectUri }))
  await guesser.submit('/_contactd/sign-in', { email, password: 'planted-password' })
  await noisy.close()
  const log = JSON.stringify(noisy.log)
  expect(log).toContain('/_contactd/install')
  const code = new URL(location).searchParams.get('code') ?? 'none'
  for (const secret of [password, 'planted', code, visitor.cookie ?? 'none'])
    expect(log).not.toContain(secret)
})
