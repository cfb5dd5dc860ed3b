import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { linesOf, valueIn } from '../../../test/support/exposition.ts'
import { inject } from '../../../test/support/inject.ts'
import type { TestServer, TestServerOptions } from '../../../test/support/server.ts'
import { until } from '../../../test/support/until.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'

interface Sent {
  from?: string
  headers?: Record<string, string>
}

/** A scrape. By default, a program on this machine sends it. */
async function scrape({ app }: TestServer, { from = '127.0.0.1', headers = {} }: Sent = {}) {
  const sent = { host: 'localhost:4455', ...headers }
  return inject(app, { url: '/metrics', remoteAddress: from, headers: sent })
}

const textOf = async (server: TestServer) => (await scrape(server)).payload

const metricsToken = 'a-token_of/metrics=='
const withToken = (token: string, scheme = 'Bearer') => ({ authorization: `${scheme} ${token}` })
/** A server that listens on all addresses guards no Host. */
const everywhere: TestServerOptions = { host: '0.0.0.0' }

const strangers: [string, Sent][] = [
  ['another address', { from: '192.0.2.7' }],
  ['an IPv6 address', { from: '2001:db8::7' }],
  ['another Host', { headers: { host: 'contacts.example.com' } }],
  ['the Host of HighLevel', { headers: { host: 'services.leadconnectorhq.com' } }],
  ['a Host that only looks like loopback', { headers: { host: '127.0.0.1.example.com' } }],
  ['X-Forwarded-For', { headers: { 'x-forwarded-for': '192.0.2.7' } }],
  ['X-Forwarded-For with an address of loopback', { headers: { 'x-forwarded-for': '127.0.0.1' } }],
  ['an empty X-Forwarded-For', { headers: { 'x-forwarded-for': '' } }],
  ['Forwarded', { headers: { forwarded: 'for=192.0.2.7' } }],
  ['X-Real-IP', { headers: { 'x-real-ip': '192.0.2.7' } }],
  ['X-Forwarded-Proto', { headers: { 'x-forwarded-proto': 'https' } }],
  ['Via', { headers: { via: '1.1 proxy' } }],
  ['a page of another origin', { headers: { origin: 'https://page.example' } }],
  ['a page of another site', { headers: { 'sec-fetch-site': 'cross-site' } }],
]

describe('BR-680 /metrics without a token', () => {
  const server = useTestServer(everywhere)

  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1', '127.3.4.5'])(
    'is for programs on this machine (%s)',
    async (from) => {
      const { statusCode, headers, payload } = await scrape(server, { from })
      expect([statusCode, headers['content-type'], headers['cache-control']]).toEqual([
        200,
        'text/plain; version=0.0.4; charset=utf-8',
        'no-store',
      ])
      expect(linesOf(payload).length).toBeGreaterThan(20)
    },
  )

  it.each(strangers)('is refused with %s', async (_, sent) => {
    const { statusCode, payload } = await scrape(server, {
      ...sent,
      headers: { ...withToken(server.token), ...sent.headers },
    })
    expect([statusCode, payload]).toEqual([
      403,
      'Only programs on this machine may read the metrics. For other machines, and behind a proxy, start contactd with --metrics-token.\n',
    ])
  })

  it('is refused if the server has a public URL: a proxy leads to it', async () => {
    const { statusCode } = await scrape(behindProxy)
    expect(statusCode).toBe(403)
  })
  const behindProxy = useTestServer({ ...everywhere, publicUrl: 'https://contacts.example.com' })
})

describe('BR-680 /metrics with a token', () => {
  const server = useTestServer({ ...everywhere, metricsToken })

  it.each(strangers)('needs it with %s', async (_, sent) => {
    const replyTo = (headers: Record<string, string>) =>
      scrape(server, { ...sent, headers: { ...sent.headers, ...headers } })
    const refused = [
      {},
      withToken('another'),
      withToken(`${metricsToken}=`),
      withToken(metricsToken, 'Basic'),
      withToken(server.token),
    ]
    for (const headers of refused) {
      const { statusCode, payload, headers: answered } = await replyTo(headers)
      expect([statusCode, payload]).toEqual([
        401,
        'Metrics need the token of --metrics-token, as Authorization: Bearer TOKEN.\n',
      ])
      expect(answered['www-authenticate']).toContain('Bearer')
    }
    for (const headers of [withToken(metricsToken), withToken(metricsToken, 'bearer')])
      expect((await replyTo(headers)).statusCode).toBe(200)
  })

  it('needs none from a program on this machine', async () => {
    expect((await scrape(server)).statusCode).toBe(200)
  })

  it('neither logs it nor counts it as a label', async () => {
    await scrape(server, { from: '192.0.2.7', headers: withToken(metricsToken) })
    expect(JSON.stringify(server.log)).not.toContain(metricsToken)
    expect(await textOf(server)).not.toContain(metricsToken)
  })
})

/** It is left out while the database does not answer in time. */
const pending = 'contactd_search_index_pending_changes'

describe('BR-681 the metrics of requests', () => {
  const server = useTestServer()
  const requests = (text: string, labels: Record<string, string>) =>
    valueIn(text, 'contactd_http_requests_total', labels)

  it('are counted by operation, method and status, with their time', async () => {
    const { contact } = (
      await server.call('POST', '/contacts/', { locationId: server.locationId, firstName: 'Ada' })
    ).body
    const path = `/contacts/${contact.id}`
    expect((await server.call('PUT', path, { city: 'Aden' })).status).toBe(200)
    expect((await server.call('PUT', path, { city: 'Oslo' })).status).toBe(200)
    expect((await server.call('PUT', path, { city: 1 })).status).toBe(422)
    expect((await server.call('HEAD', path)).status).toBe(200)
    await until(async () => requests(await textOf(server), { method: 'HEAD' }) === 1)
    const text = await textOf(server)
    const update = { operation: 'update-contact', method: 'PUT' }
    expect(requests(text, { ...update, status: '200' })).toBe(2)
    expect(requests(text, { ...update, status: '422' })).toBe(1)
    expect(valueIn(text, 'contactd_http_request_duration_seconds_count', update)).toBe(3)
    expect(valueIn(text, 'contactd_http_request_duration_seconds_sum', update)).toBeGreaterThan(0)
    expect(valueIn(text, 'contactd_http_requests_in_flight')).toBe(1)
    expect(text).toMatch(/^contactd_write_group_size_count\{engine="\w+"\} [1-9]/m)
    expect(text).toMatch(/^contactd_build_info\{version="[\d.]+",node_version="v[\d.]+"\} 1$/m)
    await until(async () => valueIn(await textOf(server), pending, { index: 'contacts' }) > 0)
  })

  it('have no label that a client can make many of', async () => {
    const seriesOf = (text: string) =>
      linesOf(text).filter(({ name }) => name.startsWith('contactd_') && name !== pending).length
    await server.app.listen({ port: 0, host: 'localhost' })
    const { port } = server.app.server.address() as AddressInfo
    const send = (method: string, path: string) =>
      new Promise<number>((resolve, reject) => {
        const sent = request({ port, host: 'localhost', method, path }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
        })
        sent.on('error', reject).end()
      })
    for (const method of ['PROPFIND', 'GET', 'DELETE']) await send(method, `/unknown-${method}`)
    await until(async () => requests(await textOf(server), { operation: 'unknown', method: 'other' }) === 1)
    const before = seriesOf(await textOf(server))
    for (let number = 0; number < 50; number += 1) {
      await send(['PROPFIND', 'MKCOL', 'LOCK', 'SEARCH'][number % 4] ?? '', `/unknown-path-${number}`)
      await send('GET', `/contacts-of/${number}?query=${number}`)
      await send('DELETE', `/unknown-${'x'.repeat(2000)}${number}`)
    }
    await until(async () => requests(await textOf(server), { operation: 'unknown', method: 'other' }) === 51)
    const text = await textOf(server)
    expect(seriesOf(text)).toBe(before)
    expect(text).not.toMatch(/unknown-|contacts-of|MKCOL/)
    expect(text).not.toContain(server.locationId)
  })

  it('count a request whose client has left as 499', async () => {
    const { port } = server.app.server.address() as AddressInfo
    const sent = request({
      port,
      host: 'localhost',
      method: 'PUT',
      path: '/contacts/x',
      headers: {
        ...withToken(server.token),
        version: '2021-07-28',
        'content-type': 'application/json',
        'content-length': '9',
      },
    })
    sent.on('error', () => undefined)
    sent.flushHeaders()
    await until(async () => valueIn(await textOf(server), 'contactd_http_requests_in_flight') === 2)
    sent.destroy()
    await until(
      async () => requests(await textOf(server), { operation: 'update-contact', status: '499' }) === 1,
    )
    expect(valueIn(await textOf(server), 'contactd_http_requests_in_flight')).toBe(1)
  })
})
