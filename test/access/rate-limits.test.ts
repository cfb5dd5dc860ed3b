import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { HttpClient } from '../support/http-client.ts'
import { bearer, startTestServer, type TestServer } from '../support/server.ts'
import { newApp, newGrant } from './world.ts'

const dayMs = 24 * 60 * 60 * 1000
const path = (server: TestServer) => `/locations/${server.locationId}`

let server: TestServer
afterEach(() => server.close())

/** A listening server with a stopped clock, so no window ends on its own. */
async function listening(limits: { max: number; intervalMs: number; daily: number }): Promise<string> {
  server = await startTestServer({ rateLimit: 'highlevel', limits })
  await server.app.listen({ host: '127.0.0.1', port: 0 })
  return `http://127.0.0.1:${(server.app.server.address() as AddressInfo).port}`
}

/** Sends as many requests over each of several connections concurrently. @returns their statuses, counted. */
async function flood(
  url: string,
  token: string,
  { connections, each }: { connections: number; each: number },
) {
  const clients = Array.from({ length: connections }, () => new HttpClient({ url, token }))
  const statuses = await Promise.all(
    clients.flatMap((client) =>
      Array.from({ length: each }, async () => (await client.call('GET', path(server))).status),
    ),
  )
  for (const client of clients) client.close()
  return {
    ok: statuses.filter((status) => status === 200).length,
    tooMany: statuses.filter((status) => status === 429).length,
  }
}

describe('the rate limit over HTTP', () => {
  it('admits exactly its number of concurrent requests, in each window (BR-150)', async () => {
    const url = await listening({ max: 50, intervalMs: 10_000, daily: 120 })
    const many = { connections: 16, each: 20 }
    expect(await flood(url, server.token, many)).toEqual({ ok: 50, tooMany: 270 })
    server.clock.advance(9_999)
    expect(await flood(url, server.token, many)).toEqual({ ok: 0, tooMany: 320 })
    server.clock.advance(1)
    expect(await flood(url, server.token, many)).toEqual({ ok: 50, tooMany: 270 })
    server.clock.advance(10_000)
    // The day has 20 left.
    expect(await flood(url, server.token, many)).toEqual({ ok: 20, tooMany: 300 })
  })

  it('is shared by the tokens of a location, and separate for each app in each place (BR-151)', async () => {
    const url = await listening({ max: 5, intervalMs: dayMs, daily: 1000 })
    const { companyId, locationId, fixtures } = server
    const place = { companyId, locationId }
    const sibling = { companyId, locationId: await fixtures.location(companyId) }
    const [app, other] = [await newApp(server), await newApp(server)]
    const same = await fixtures.token(place)
    const grant = await newGrant(server, app, place)
    const again = await newGrant(server, app, place)
    const ofOther = await newGrant(server, other, place)
    const ofCompany = await newGrant(server, app, { companyId })
    const ofSibling = await newGrant(server, app, sibling)

    const count = async (token: string) => (await flood(url, token, { connections: 2, each: 2 })).ok
    expect(await count(server.token)).toBe(4)
    expect(await count(same.token)).toBe(1)
    expect(await count(grant.access_token)).toBe(4)
    expect(await count(again.access_token)).toBe(1)
    expect(await count(ofOther.access_token)).toBe(4)
    expect(await count(ofCompany.access_token)).toBe(4)
    const { headers } = await server.call('GET', path(server), undefined, bearer(ofSibling.access_token))
    expect(headers['x-ratelimit-remaining']).toBe('4')
  })

  it('distinguishes a company’s token for a location from the company’s own (BR-151)', async () => {
    await listening({ max: 5, intervalMs: dayMs, daily: 1000 })
    const { companyId, locationId, call } = server
    const ofCompany = await newGrant(server, await newApp(server), { companyId })
    const { body } = await call<{ access_token: string }>(
      'POST',
      '/oauth/locationToken',
      { companyId, locationId },
      bearer(ofCompany.access_token),
    )
    const remaining = async (token: string) =>
      (await call('GET', path(server), undefined, bearer(token))).headers['x-ratelimit-remaining']
    expect(await remaining(body.access_token)).toBe('4')
    expect(await remaining(ofCompany.access_token)).toBe('3')
  })

  it('sends a 429 with every header, with the values of its flags (BR-152)', async () => {
    await listening({ max: 2, intervalMs: 60_000, daily: 3 })
    const get = () => server.call('GET', path(server))
    server.clock.advance(15_000)
    expect((await get()).headers).toMatchObject({
      'x-ratelimit-max': '2',
      'x-ratelimit-remaining': '1',
      'x-ratelimit-interval-milliseconds': '60000',
      'x-ratelimit-limit-daily': '3',
      'x-ratelimit-daily-remaining': '2',
      'x-ratelimit-daily-reset': String(10 * 60 * 60 * 1000 - 15_000),
    })
    await get()
    const burst = await get()
    expect([burst.status, burst.text]).toEqual([429, '{"statusCode":429,"message":"Too Many Requests"}'])
    expect(burst.headers).toMatchObject({
      'x-ratelimit-max': '2',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-interval-milliseconds': '60000',
      'x-ratelimit-limit-daily': '3',
      'x-ratelimit-daily-remaining': '1',
      'x-ratelimit-daily-reset': String(10 * 60 * 60 * 1000 - 15_000),
      'retry-after': '45',
    })

    server.clock.advance(45_000)
    expect((await get()).status).toBe(200)
    const daily = await get()
    expect(daily.status).toBe(429)
    expect(daily.headers).toMatchObject({
      'x-ratelimit-remaining': '1',
      'x-ratelimit-daily-remaining': '0',
      'retry-after': String(10 * 60 * 60 - 60),
    })
  })
})
