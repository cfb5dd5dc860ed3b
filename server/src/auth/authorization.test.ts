import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentOf, newContact } from '../../../test/support/contacts.ts'
import { bearer, startTestServer, type TestServer } from '../../../test/support/server.ts'
import { revokeToken } from './token-store.ts'

const limitHeaders = [
  'x-ratelimit-limit-daily',
  'x-ratelimit-daily-remaining',
  'x-ratelimit-daily-reset',
  'x-ratelimit-interval-milliseconds',
  'x-ratelimit-max',
  'x-ratelimit-remaining',
]

let server: TestServer
let id: string
const start = async (rateLimit: 'off' | 'highlevel') => {
  server = await startTestServer({ rateLimit })
  id = await newContact(server)
  server.clock.advance(10_000)
}
const get = (headers = {}, path = id) => server.call('GET', `/contacts/${path}`, undefined, headers)
const remaining = async (headers = {}, path = id) => {
  const reply = await get(headers, path)
  return [reply.status, reply.headers['x-ratelimit-remaining'], reply.headers['x-ratelimit-daily-remaining']]
}

import { revokePrivateIntegrationToken } from './private-integration-token.ts'

describe('rate-limit headers', () => {
  beforeAll(() => start('off'))
  afterAll(() => server.close())

  it.each<[string, number, () => ReturnType<typeof get>]>([
    ['200', 200, () => get()],
    ['201', 201, () => server.call('POST', '/contacts/', { locationId: server.locationId, firstName: 'A' })],
    ['400', 400, () => get({}, 'unknown')],
    ['401 of the version', 401, () => get({ version: undefined })],
    ['401 of the token', 401, () => get(bearer('pit-unknown'))],
    ['403', 403, () => server.call('POST', '/contacts/', { locationId: 'other' })],
    ['404', 404, () => server.call('GET', '/nowhere')],
    ['413', 413, () => server.call('PUT', `/contacts/${id}`, ' '.repeat(2 ** 21))],
    ['415', 415, () => server.call('PUT', `/contacts/${id}`, 'x', { 'content-type': 'text/plain' })],
    ['422', 422, () => server.call('PUT', `/contacts/${id}`, [])],
    ['400 of the path', 400, () => server.call('GET', '/contacts/%ff')],
  ])('BR-015 are on a response with %s', async (_what, status, send) => {
    const reply = await send()
    expect(reply.status).toBe(status)
    for (const name of limitHeaders) expect(reply.headers[name], name).toMatch(/^\d+$/)
    expect(reply.headers).toMatchObject({
      'x-ratelimit-limit-daily': '200000',
      'x-ratelimit-interval-milliseconds': '10000',
      'x-ratelimit-max': '100',
    })
  })

  it('BR-015 count the requests of a location, with any of its tokens and with any response', async () => {
    server.clock.advance(10_000)
    const { companyId, locationId } = server
    const daily = Number((await remaining())[2])
    const second = bearer((await server.fixtures.token({ companyId, locationId })).token)
    expect(await remaining(second)).toEqual([200, '98', String(daily - 1)])
    expect(await remaining({}, 'unknown')).toEqual([400, '97', String(daily - 2)])
    const unscoped = bearer(
      (await server.fixtures.token({ companyId, locationId, scopes: ['users.readonly'] })).token,
    )
    expect(await remaining(unscoped)).toEqual([401, '96', String(daily - 3)])
    server.clock.advance(10_000)
    expect(await remaining()).toEqual([200, '99', String(daily - 4)])
  })

  it('BR-015 count the requests with a company’s token for the company', async () => {
    server.clock.advance(10_000)
    const company = bearer((await server.fixtures.token({ companyId: server.companyId })).token)
    await remaining(company)
    expect((await remaining(company))[1]).toBe('98')
    expect((await remaining())[1]).toBe('99')
  })

  it('BR-015 do not count requests without a valid token', async () => {
    server.clock.advance(10_000)
    await remaining()
    for (const headers of [{ authorization: undefined }, bearer('pit-unknown')]) {
      expect(await remaining(headers)).toEqual([401, '100', '200000'])
    }
    expect((await remaining())[1]).toBe('98')
  })

  it('BR-015 count requests that are refused before authorization if the token is valid', async () => {
    server.clock.advance(10_000)
    expect((await remaining({ version: undefined })).slice(0, 2)).toEqual([401, '99'])
    const { headers } = await server.call('GET', '/nowhere')
    expect(headers['x-ratelimit-remaining']).toBe('98')
    await server.call('GET', '/contacts/%ff')
    expect((await remaining())[1]).toBe('96')
  })

  it('BR-016 refuse no request while the limit is off', async () => {
    server.clock.advance(10_000)
    for (let request = 0; request < 100; request++) await get()
    expect((await remaining()).slice(0, 2)).toEqual([200, '0'])
  })
})

describe('the rate limit', () => {
  beforeAll(() => start('highlevel'))
  afterAll(() => server.close())

  it('BR-015 BR-016 refuses the 101st request in ten seconds with 429, uncounted', async () => {
    for (let request = 0; request < 100; request++) expect((await get()).status).toBe(200)
    const daily = String(200_000 - 101)
    for (let request = 0; request < 3; request++) {
      const { status, text, headers } = await get()
      expect([status, text]).toEqual([429, '{"statusCode":429,"message":"Too Many Requests"}'])
      expect(headers).toMatchObject({
        'x-ratelimit-remaining': '0',
        'x-ratelimit-daily-remaining': daily,
        'retry-after': '10',
      })
    }
    server.clock.advance(10_000)
    expect((await get()).status).toBe(200)
  })

  it('BR-001 is checked after version and token, and before the scope', async () => {
    server.clock.advance(10_000)
    for (let request = 0; request < 100; request++) await get()
    const { companyId, locationId, fixtures } = server
    const unscoped = bearer((await fixtures.token({ companyId, locationId, scopes: ['oauth.write'] })).token)
    expect((await get(unscoped)).status).toBe(429)
    expect((await get({ ...unscoped, version: undefined })).status).toBe(401)
    expect((await get(bearer('pit-unknown'))).status).toBe(401)
  })

  it('BR-016 is separate for each location', async () => {
    server.clock.advance(10_000)
    for (let request = 0; request < 101; request++) await get()
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    expect((await get(headers, 'unknown')).status).toBe(400)
    expect((await get()).status).toBe(429)
  })
})

describe('a token', () => {
  beforeAll(() => start('off'))
  afterAll(() => server.close())

  it('BR-006 BR-008 that is revoked is refused from the next request on', async () => {
    const { companyId, locationId, fixtures, storage, clock } = server
    const made = await fixtures.token({ companyId, locationId })
    expect((await get(bearer(made.token))).status).toBe(200)
    await storage.write((tx) => tx.run(revokeToken, { id: made.id, dateRevoked: clock.now() }), 'database')
    const { status, text } = await get(bearer(made.token))
    expect([status, text]).toEqual([401, '{"statusCode":401,"message":"Invalid Private Integration token"}'])
  })

  it.each([
    ['BR-005', { authorization: undefined }, 'Unauthorized'],
    ['BR-005', { authorization: 'Basic dXNlcjpwYXNz' }, 'Unauthorized'],
    ['BR-006', bearer('pit-unknown'), 'Invalid Private Integration token'],
    ['BR-006', bearer('eyJhbGciOiJub25lIn0.e30.'), 'Invalid JWT'],
  ])('%s: that is invalid is refused: %j', async (_rule, headers, message) => {
    const { status, text } = await get(headers)
    expect([status, text]).toEqual([401, JSON.stringify({ statusCode: 401, message })])
  })

  it('does not appear in the log', async () => {
    await get(bearer('pit-unknown'))
    expect(JSON.stringify(server.log)).not.toContain('pit-')
  })
})

describe('a body that arrives slowly', () => {
  beforeAll(() => start('off'))
  afterAll(() => server.close())

  it('BR-008 changes nothing if its token is revoked meanwhile', async () => {
    const { storage, clock, ids, companyId, locationId, fixtures } = server
    const contactId = await newContact(server, { firstName: 'Jane' })
    const { token, id } = await fixtures.token({ companyId, locationId })
    await server.app.listen({ host: '127.0.0.1', port: 0 })
    const { port } = server.app.server.address() as AddressInfo
    const body = '{"firstName":"Mallory"}'
    const request = http.request({
      ...{ host: '127.0.0.1', port, method: 'PUT', path: `/contacts/${contactId}` },
      headers: {
        authorization: `Bearer ${token}`,
        version: '2021-07-28',
        'content-type': 'application/json',
        'content-length': body.length,
      },
    })
    request.write(body.slice(0, 5))
    await setTimeout(100)
    await storage.write((tx) => revokePrivateIntegrationToken(tx, { clock, ids }, id), 'database')
    request.end(body.slice(5))
    const [reply] = (await once(request, 'response')) as [http.IncomingMessage]
    reply.resume()
    expect(reply.statusCode).toBe(401)
    expect(JSON.parse((await documentOf(server, contactId)) ?? '{}')).toMatchObject({ firstName: 'Jane' })
  })
})
