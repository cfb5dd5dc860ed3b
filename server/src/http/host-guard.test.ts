import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import { isLoopback } from './host-guard.ts'

describe('isLoopback', () => {
  it.each([
    'localhost',
    'localhost.',
    'LOCALHOST',
    'app.localhost',
    '127.0.0.1',
    '127.1.2.3',
    '::1',
    '[::1]',
  ])('accepts %s', (host) => {
    expect(isLoopback(host)).toBe(true)
  })

  it.each([
    '',
    'example.com',
    'localhost.example.com',
    'notlocalhost',
    '127.0.0.1.example.com',
    '127.example.com',
    '0.0.0.0',
    '10.0.0.1',
    '::',
    '[::2]',
    '127.0.0',
  ])('rejects %j', (host) => {
    expect(isLoopback(host)).toBe(false)
  })
})

describe('BR-017 the guard of a server on loopback', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ host: '127.0.0.1' })
  })
  afterAll(() => server.close())

  it.each(['evil.example', 'evil.example:4455', '127.0.0.1.evil.example', '10.0.0.1'])(
    'refuses the Host %s, for the API and for health checks',
    async (host) => {
      for (const url of ['/healthz', '/contacts/x']) {
        const { status, body } = await server.call('GET', url, undefined, { host })
        expect([status, body]).toEqual([
          403,
          {
            message: 'This Host is not served here: use localhost, or name it with --allowed-host',
            error: 'Forbidden',
            statusCode: 403,
          },
        ])
      }
    },
  )

  it.each(['localhost:4455', '127.0.0.1:4455', '[::1]:4455', 'app.localhost'])(
    'accepts the Host %s',
    async (host) => {
      expect((await server.call('GET', '/healthz', undefined, { host })).status).toBe(200)
    },
  )
})

describe('BR-444 several Host headers', () => {
  /** The first line of the response, and its body. */
  async function ask(port: number, hosts: string[]): Promise<string[]> {
    const socket = connect(port, '127.0.0.1')
    socket.end(
      `GET /healthz HTTP/1.1\r\n${hosts.map((host) => `${host}\r\n`).join('')}Connection: close\r\n\r\n`,
    )
    const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n')
    return [head.split('\r\n')[0] ?? '', body]
  }

  it.each([{ host: '127.0.0.1' }, { host: '0.0.0.0' }])('are refused on $host', async ({ host }) => {
    const server = await startTestServer({ host })
    try {
      const { port } = new URL(await server.app.listen({ port: 0, host: '127.0.0.1' }))
      expect((await ask(Number(port), ['Host: localhost']))[0]).toBe('HTTP/1.1 200 OK')
      for (const hosts of [
        ['Host: localhost', 'Host: localhost'],
        ['host: localhost', 'HOST: evil.example'],
        ['Host: evil.example', 'X: y', 'Host: localhost'],
      ]) {
        const message = 'The request has more than one Host header'
        const body = JSON.stringify({ message, error: 'Bad Request', statusCode: 400 })
        expect(await ask(Number(port), hosts)).toEqual(['HTTP/1.1 400 Bad Request', body])
      }
    } finally {
      await server.close()
    }
  })
})

describe('BR-017 host names accepted on loopback', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({
      host: '127.0.0.1',
      allowedHosts: ['Contacts.example.com', '192.0.2.7', '[2001:db8::7]'],
      publicUrl: 'https://public.example.com:8443',
    })
  })
  afterAll(() => server.close())

  it.each([
    ['services.leadconnectorhq.com', 200],
    ['services.leadconnectorhq.com:443', 200],
    ['services.leadconnectorhq.com.', 200],
    ['services.leadconnectorhq.com.:443', 200],
    ['services.leadconnectorhq.com..', 403],
    ['contacts.example.com', 200],
    ['CONTACTS.example.com:4455', 200],
    ['192.0.2.7', 200],
    ['[2001:db8::7]:4455', 200],
    ['public.example.com', 200],
    ['localhost', 200],
    ['www.contacts.example.com', 403],
    ['contacts.example.com.evil.example', 403],
    ['evilservices.leadconnectorhq.com', 403],
    ['leadconnectorhq.com', 403],
    ['192.0.2.8', 403],
  ])('%s: %d', async (host, status) => {
    const forwarded = { 'x-forwarded-host': 'localhost' }
    expect((await server.call('GET', '/healthz', undefined, { host, ...forwarded })).status).toBe(status)
  })
})

it('a server that listens on other addresses than loopback accepts every Host', async () => {
  const server = await startTestServer({ host: '0.0.0.0' })
  const { status } = await server.call('GET', '/healthz', undefined, { host: 'contacts.example' })
  await server.close()
  expect(status).toBe(200)
})
