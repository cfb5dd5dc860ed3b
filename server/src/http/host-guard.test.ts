import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import { isLoopback } from './host-guard.ts'

describe('isLoopback', () => {
  it.each(['localhost', 'LOCALHOST', 'app.localhost', '127.0.0.1', '127.1.2.3', '::1', '[::1]'])(
    'takes %s',
    (host) => {
      expect(isLoopback(host)).toBe(true)
    },
  )

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
  ])('refuses %j', (host) => {
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
    'refuses the Host %s, for the API and for health alike',
    async (host) => {
      for (const url of ['/healthz', '/contacts/x']) {
        const { status, body } = await server.call('GET', url, undefined, { host })
        expect([status, body]).toEqual([
          403,
          {
            message: 'This Host is not served here: use localhost, or start contactd with --host',
            error: 'Forbidden',
            statusCode: 403,
          },
        ])
      }
    },
  )

  it.each(['localhost:4455', '127.0.0.1:4455', '[::1]:4455', 'app.localhost'])(
    'serves the Host %s',
    async (host) => {
      expect((await server.call('GET', '/healthz', undefined, { host })).status).toBe(200)
    },
  )
})

it('a server that listens beyond loopback serves every Host', async () => {
  const server = await startTestServer({ host: '0.0.0.0' })
  const { status } = await server.call('GET', '/healthz', undefined, { host: 'contacts.example' })
  await server.close()
  expect(status).toBe(200)
})
