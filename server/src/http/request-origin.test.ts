import Fastify from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OAuth } from '../../../test/support/oauth.ts'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import { installUrl, Visitor } from '../../../test/support/visitor.ts'
import { type IpNetwork, parseNetwork } from '../lib/ip-networks.ts'
import { clientAddressOf, isLocalRequest, originOf, registerRequestOrigin } from './request-origin.ts'

const networks = (...texts: string[]) =>
  texts.map(parseNetwork).filter((network): network is IpNetwork => network !== undefined)

interface Sent {
  from?: string
  headers?: Record<string, string>
  trustedProxies?: readonly IpNetwork[]
  publicUrl?: string
}

/** What a server reads from a request. */
async function read({ from = '127.0.0.1', headers = {}, ...options }: Sent) {
  const app = Fastify()
  registerRequestOrigin(app, options)
  app.get('/', async (request) => ({
    origin: originOf(request),
    client: clientAddressOf(request),
    isLocal: isLocalRequest(request),
  }))
  const reply = await app.inject({ url: '/', remoteAddress: from, headers: { host: 'a.test', ...headers } })
  return reply.json<{ origin: string; client: string; isLocal: boolean }>()
}

const proto = (value: string) => ({ 'x-forwarded-proto': value })
const chain = (value: string, scheme = 'https') => ({
  'x-forwarded-for': value,
  'x-forwarded-proto': scheme,
})

describe('the origin of a request (BR-440)', () => {
  it.each([
    ['a.test', 'http://a.test'],
    ['a.test:4455', 'http://a.test:4455'],
    ['[::1]:4455', 'http://[::1]:4455'],
    ['127.0.0.1', 'http://127.0.0.1'],
  ])('is http and the Host %s', async (host, origin) => {
    expect((await read({ headers: { host } })).origin).toBe(origin)
  })

  it.each([
    '',
    'a b',
    'a.test/x',
    'a.test"',
    'user@a.test',
    'a.test:',
    'a.test?',
    '<b>',
    'a.test, b.test',
    'localhost:99999',
    '1.2.3.4.5',
    '[::::]',
  ])('is the address of the server if the Host is %j', async (host) => {
    const local = /^http:\/\/(127\.0\.0\.1|localhost):\d+$/
    expect((await read({ headers: { host } })).origin).toMatch(local)
  })

  it('is the public URL, regardless of the request', async () => {
    const publicUrl = 'https://contacts.example.com'
    const headers = { ...chain('203.0.113.9', 'http'), host: 'other.test', 'x-forwarded-host': 'evil.test' }
    expect((await read({ publicUrl, headers })).origin).toBe(publicUrl)
  })

  it('never comes from X-Forwarded-Host, Forwarded, or a forwarded port', async () => {
    const headers = {
      ...chain('203.0.113.9'),
      'x-forwarded-host': 'evil.test',
      forwarded: 'host=evil.test;proto=http',
      'x-forwarded-port': '8443',
      'x-original-host': 'evil.test',
    }
    expect((await read({ headers })).origin).toBe('https://a.test')
  })
})

describe('headers of a trusted proxy (BR-441)', () => {
  it.each<[string, Sent, string, string]>([
    ['a proxy on this machine', { headers: chain('203.0.113.9') }, '203.0.113.9', 'https'],
    ['a proxy at ::1', { from: '::1', headers: chain('203.0.113.9') }, '203.0.113.9', 'https'],
    [
      'a proxy at ::ffff:127.0.0.1',
      { from: '::ffff:127.0.0.1', headers: chain('203.0.113.9') },
      '203.0.113.9',
      'https',
    ],
    ['a stranger', { from: '203.0.113.5', headers: chain('10.0.0.1') }, '203.0.113.5', 'http'],
    [
      'a proxy that is named',
      { from: '10.0.0.2', trustedProxies: networks('10.0.0.0/8'), headers: chain('203.0.113.9') },
      '203.0.113.9',
      'https',
    ],
    [
      'a proxy on this machine, where others are named',
      { trustedProxies: networks('10.0.0.0/8'), headers: chain('203.0.113.9') },
      '127.0.0.1',
      'http',
    ],
    [
      'nobody, if none is trusted',
      { trustedProxies: [], headers: chain('203.0.113.9') },
      '127.0.0.1',
      'http',
    ],
    ['a proxy that names no client', { headers: proto('https') }, '127.0.0.1', 'https'],
    [
      'a proxy that names no scheme',
      { headers: { 'x-forwarded-for': '203.0.113.9' } },
      '203.0.113.9',
      'http',
    ],
    ['a proxy that names another scheme', { headers: chain('203.0.113.9', 'wss') }, '203.0.113.9', 'http'],
    ['a proxy that shouts', { headers: chain('203.0.113.9', 'HTTPS') }, '203.0.113.9', 'https'],
    ['a client of IPv6', { headers: chain('2001:db8::7') }, '2001:db8::7', 'https'],
    ['a proxy that adds ports', { headers: chain('203.0.113.9:4711') }, '203.0.113.9', 'https'],
    ['a proxy that adds ports to IPv6', { headers: chain('[2001:db8::7]:4711') }, '2001:db8::7', 'https'],
  ])('%s', async (_, sent, client, scheme) => {
    expect(await read(sent)).toMatchObject({ client, origin: `${scheme}://a.test` })
  })

  const twoProxies = { from: '10.0.0.2', trustedProxies: networks('10.0.0.0/8', 'fd00::/8') }

  it.each<[string, string, string, string]>([
    ['both proxies', '203.0.113.9, 10.0.0.1', 'https', '203.0.113.9'],
    ['a client that lies', '1.1.1.1, 10.9.9.9, 203.0.113.9, 10.0.0.1', 'https', '203.0.113.9'],
    ['a client that lies without a comma', '10.9.9.9,203.0.113.9', 'https', '203.0.113.9'],
    ['a client in the network of the proxies', '10.0.0.7', 'https', '10.0.0.7'],
    ['mixed families', '203.0.113.9, fd00::1, ::ffff:10.0.0.1', 'https', '203.0.113.9'],
    ['a text that is not an address: the last address', 'unknown, 10.0.0.1', 'https', '10.0.0.1'],
    ['empty parts', '203.0.113.9, , 10.0.0.1', 'https', '10.0.0.1'],
  ])('the rightmost address that is not a proxy: %s', async (_, forwarded, scheme, client) => {
    expect((await read({ ...twoProxies, headers: chain(forwarded, scheme) })).client).toBe(client)
  })

  it.each<[string, string, string, string]>([
    ['the first of two proxies', '203.0.113.9, 10.0.0.1', 'https, http', 'https'],
    ['a client that says https to the first', '203.0.113.9, 10.0.0.1', 'https, http, http', 'http'],
    ['the only proxy, to which a client says https', '203.0.113.9', 'https, http', 'http'],
    ['the second proxy, which repeats the first', '203.0.113.9, 10.0.0.1', 'https', 'https'],
  ])('of several schemes, that of %s', async (_, forwarded, schemes, scheme) => {
    expect((await read({ ...twoProxies, headers: chain(forwarded, schemes) })).origin).toBe(
      `${scheme}://a.test`,
    )
  })

  it('in repeated headers', async () => {
    const app = Fastify()
    registerRequestOrigin(app, twoProxies)
    app.get('/', async (request) => clientAddressOf(request))
    const headers = { 'x-forwarded-for': ['203.0.113.9', '10.0.0.1'] as unknown as string }
    expect((await app.inject({ url: '/', remoteAddress: '10.0.0.2', headers })).body).toBe('203.0.113.9')
  })
})

describe('the links of a server behind TLS (BR-440)', () => {
  const behind = {
    host: 'contacts.example.com',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '203.0.113.9',
  }

  describe.each([
    ['with a public URL', 'https://public.example.com', 'https://public.example.com'],
    ['without one', undefined, 'https://contacts.example.com'],
  ])('%s', (_, publicUrl, origin) => {
    let server: TestServer
    beforeAll(async () => {
      server = await startTestServer({
        host: '127.0.0.1',
        allowedHosts: ['contacts.example.com'],
        ...(publicUrl !== undefined && { publicUrl }),
      })
    })
    afterAll(() => server.close())

    it('nextPageUrl', async () => {
      for (const firstName of ['Ada', 'Ben']) {
        const sent = { locationId: server.locationId, firstName, email: `${firstName}@example.com` }
        expect((await server.call('POST', '/contacts/', sent, { host: behind.host })).status).toBe(201)
      }
      const { body } = await server.call<{ meta: { nextPageUrl: string } }>(
        'GET',
        `/contacts/?locationId=${server.locationId}&limit=1`,
        undefined,
        behind,
      )
      expect(body.meta.nextPageUrl).toMatch(
        `${origin}/contacts/?locationId=${server.locationId}&limit=1&startAfter=`,
      )
    })

    it('the URL of a file', async () => {
      const form = new FormData()
      form.append('file', new Blob(['x']), 'a.txt')
      const sent = new Response(form)
      const { body } = await server.call<{ meta: { url: string }[] }>(
        'POST',
        `/locations/${server.locationId}/customFields/upload`,
        Buffer.from(await sent.arrayBuffer()),
        { ...behind, 'content-type': sent.headers.get('content-type') ?? '' },
      )
      expect(body.meta[0]?.url).toMatch(new RegExp(`^${origin}/documents/download/\\w+$`))
    })

    it.each(['/openapi.json', '/openapi.json?version=v3'])(
      'the servers and the samples of %s',
      async (url) => {
        const { text, body } = await server.call<{ servers: object }>('GET', url, undefined, behind)
        expect(body.servers).toEqual([{ url: origin }])
        expect(text).toContain(`baseURL = '${origin}'`)
        expect(text).not.toContain('http://contacts.example.com')
      },
    )

    it('the session cookie is Secure, and the forms accept the origin (BR-442)', async () => {
      const url = installUrl(await new OAuth(server).app())
      const visitor = new Visitor(server)
      expect((await visitor.get(url, behind)).setCookie).toContain('; Secure;')
      const form = { email: 'eve@example.com', password: 'wrong' }
      const refused = await visitor.submit('/_contactd/sign-in', form, { ...behind, origin })
      expect(refused.text).toContain('No owner of a company has this email and password.')
      const foreign = await visitor.submit('/_contactd/sign-in', form, {
        ...behind,
        origin: 'https://evil.example',
      })
      expect(foreign.text).toContain('This form was out of date')
    })
  })

  it('the scheme of the public URL decides whether the cookie is Secure (BR-442)', async () => {
    const server = await startTestServer({ publicUrl: 'http://localhost:8080' })
    const url = installUrl(await new OAuth(server).app())
    expect((await new Visitor(server).get(url, { 'x-forwarded-proto': 'https' })).setCookie).not.toContain(
      'Secure',
    )
    await server.close()
  })
})

describe('the demo token is filled in only for a person on this machine (BR-443)', () => {
  const demoToken = 'pit-demo'
  const hasToken = async (options: object, headers: Record<string, string>) => {
    const server = await startTestServer({ host: '127.0.0.1', demoToken, ...options })
    const pages = await Promise.all(
      ['/docs', '/docs/v3'].map((url) => server.call('GET', url, undefined, headers)),
    )
    await server.close()
    expect(pages.map(({ status }) => status)).toEqual([200, 200])
    const found = pages.map(({ text }) => text.includes(demoToken))
    expect(new Set(found).size).toBe(1)
    return found[0]
  }

  it.each<[string, object, Record<string, string>, boolean]>([
    ['localhost', {}, { host: 'localhost:4455' }, true],
    ['a proxy on this machine', {}, { host: 'localhost', 'x-forwarded-for': '127.0.0.1' }, true],
    ['a client elsewhere', {}, { host: 'localhost', 'x-forwarded-for': '203.0.113.9' }, false],
    ['a name that is allowed', { allowedHosts: ['a.test'] }, { host: 'a.test' }, false],
    ['a public URL', { publicUrl: 'https://a.test' }, { host: 'localhost' }, false],
    ['a public URL on this machine', { publicUrl: 'http://localhost:8080' }, { host: 'localhost' }, true],
  ])('%s: %s', async (_, options, headers, expected) => {
    expect(await hasToken(options, headers)).toBe(expected)
  })
})
