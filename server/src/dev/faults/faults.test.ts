import { getEventListeners, once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { api, control } from '../../../../test/support/dev-client.ts'
import { until } from '../../../../test/support/until.ts'
import { Exchange } from '../../traffic/exchange.ts'
import type { Contactd, NewFault } from '../contactd.ts'
import { startContactd } from '../start-contactd.ts'
import type { FaultSpec } from './fault.ts'
import { serveWithFault } from './serve-with-fault.ts'

let contactd: Contactd
beforeAll(async () => {
  contactd = await startContactd()
})
beforeEach(() => contactd.reset())
afterAll(() => contactd.close())

const path = () => `/contacts/${contactd.contactId}`
const get = () => api(contactd, 'GET', path())
const setCity = (city: string) => api(contactd, 'PUT', path(), { city })
const cityUnderFaults = async () => {
  const { body } = await api<{ contact: { city: string } }>(contactd, 'GET', path())
  return body.contact.city
}
const cityOf = async () => {
  await contactd.clearFaults()
  return await cityUnderFaults()
}
const faults = async () => (await control<{ faults: object[] }>(contactd, 'GET', '/faults')).body.faults

describe('BR-615 faults', () => {
  it('answer in place of the server, which does nothing', async () => {
    const made = await control(contactd, 'POST', '/faults', {
      match: { method: 'put', path: '/contacts/*' },
      effect: { status: 503, headers: { 'Retry-After': '2' }, body: { oops: true } },
    })
    expect(made).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^\w{20}$/), hits: 0 } })
    const reply = await setCity('Aden')
    expect(reply).toMatchObject({ status: 503, body: { oops: true }, headers: { 'retry-after': '2' } })
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    expect((await get()).status).toBe(200)
    expect(await faults()).toMatchObject([{ id: made.body.id, hits: 1 }])
    const { requests } = await contactd.requests({ method: 'PUT' })
    expect(requests).toMatchObject([{ status: 503, fault: made.body.id, responseBody: { oops: true } }])
    expect(await cityOf()).toBe('Denver')
  })

  it('have the headers of a spent limit with 429', async () => {
    await contactd.clock.set({ now: '2031-01-01T00:00:03.000Z', frozen: true })
    await contactd.fault({ effect: { status: 429 } })
    const { status, body, headers } = await get()
    expect({ status, body }).toEqual({ status: 429, body: { statusCode: 429, message: 'Too Many Requests' } })
    expect(headers).toMatchObject({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-max': '100',
      'x-ratelimit-interval-milliseconds': '10000',
      'retry-after': '7',
    })
  })

  it('add headers to the answer, or text in place of it', async () => {
    await contactd.fault({ effect: { headers: { 'x-request-cost': '7' } }, times: 1 })
    await contactd.fault({ effect: { status: 200, body: '<html>Bad gateway</html>' } })
    const first = await get()
    expect(first).toMatchObject({ status: 200, body: { contact: { id: contactd.contactId } } })
    expect(first.headers['x-request-cost']).toBe('7')
    expect(await get()).toMatchObject({ status: 200, body: '<html>Bad gateway</html>' })
  })

  it('replace the headers of the answer that have the same name, and not its length', async () => {
    await contactd.fault({ effect: { headers: { 'X-RateLimit-Remaining': '0', 'Content-Length': '3' } } })
    const { headers, body } = await get()
    expect(headers['x-ratelimit-remaining']).toBe('0')
    expect(body).toMatchObject({ contact: { id: contactd.contactId } })
  })

  it.each([204, 304])('answer %i without a body', async (status) => {
    await contactd.fault({ effect: { status, body: { a: 1 } } })
    const { headers, body } = await get()
    expect({ length: headers['content-length'], type: headers['content-type'], body }).toEqual({ body: '' })
    expect(headers['x-ratelimit-max']).toBe('100')
  })

  it('keep nothing of a request that is over', async () => {
    const { signal } = new AbortController()
    const serving = { serve: () => undefined, record: () => undefined, now: 0, ended: signal }
    const effects: FaultSpec['effect'][] = [{ status: 200, delayMs: 1 }, { connection: 'stall' }]
    const server = createServer((raw, answer) =>
      serveWithFault(new Exchange(raw, answer, { id: 'a', at: 0 }), effects.shift() ?? {}, serving),
    )
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as AddressInfo
    await (await fetch(`http://127.0.0.1:${port}/`)).text()
    expect(getEventListeners(signal, 'abort')).toEqual([])
    const socket = connect(port, '127.0.0.1').on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await until(() => getEventListeners(signal, 'abort').length === 1)
    socket.destroy()
    await until(() => getEventListeners(signal, 'abort').length === 0)
    server.close()
  })

  it('happen as often as they are told', async () => {
    await contactd.fault({ effect: { status: 500 }, times: 2 })
    const statuses = [await get(), await get(), await get()].map(({ status }) => status)
    expect(statuses).toEqual([500, 500, 200])
    expect(await faults()).toMatchObject([{ hits: 2, times: 2 }])
  })

  it('delay the answer of what is done at once, until they are taken away', async () => {
    await contactd.fault({ match: { method: 'PUT' }, effect: { delayMs: 600_000 } })
    let hasAnswer = false
    const update = setCity('Aden').finally(() => {
      hasAnswer = true
    })
    while ((await cityUnderFaults()) !== 'Aden');
    expect(hasAnswer).toBe(false)
    await contactd.clearFaults()
    expect((await update).status).toBe(200)
  })

  it('delay an answer for as long as they say', async () => {
    await contactd.fault({ match: { method: 'PUT' }, effect: { delayMs: 100 } })
    const since = performance.now()
    expect((await setCity('Aden')).status).toBe(200)
    expect(performance.now() - since).toBeGreaterThan(95)
  })

  it.each([
    ['reset', 'Denver', null],
    ['reset-after-commit', 'Aden', 200],
  ] as const)('%s ends the connection, and leaves %s', async (connection, city, status) => {
    await contactd.fault({ effect: { connection } })
    await expect(setCity('Aden')).rejects.toThrow(/ECONNRESET|socket hang up/)
    const { requests } = await contactd.requests({ method: 'PUT' })
    expect(requests).toMatchObject([{ status, fault: expect.any(String) }])
    expect(await cityOf()).toBe(city)
  })

  it('truncate the answer', async () => {
    const whole = JSON.stringify((await get()).body).length
    await contactd.fault({ effect: { connection: 'truncate' } })
    const { hostname, port } = new URL(contactd.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      `GET ${path()} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${contactd.token}\r\nVersion: 2021-07-28\r\n\r\n`,
    )
    let text = ''
    for await (const chunk of socket.setEncoding('utf8')) text += chunk
    const [head = '', body = ''] = text.split('\r\n\r\n')
    const declared = Number(/content-length: (\d+)/i.exec(head)?.[1])
    expect(declared).toBeGreaterThan(whole / 2)
    expect(Buffer.byteLength(body)).toBe(Math.floor(declared / 2))
    await expect(get()).rejects.toThrow('aborted')
  })

  it('stall until they are taken away', async () => {
    await contactd.fault({ match: { method: 'PUT' }, effect: { connection: 'stall' } })
    const stalled = setCity('Aden').catch((error: Error) => error)
    expect(await Promise.race([stalled, get()])).toMatchObject({ status: 200 })
    expect((await contactd.requests({ method: 'PUT' })).requests).toMatchObject([{ status: null }])
    await contactd.clearFaults()
    expect(await stalled).toBeInstanceOf(Error)
    expect(await cityOf()).toBe('Denver')
  })

  it('happen to the requests of a location alone', async () => {
    const other = await contactd.createLocation()
    await contactd.fault({ match: { locationId: other.locationId }, effect: { status: 500 } })
    expect((await get()).status).toBe(200)
    const at = { url: contactd.url, token: other.token }
    expect((await api(at, 'GET', `/locations/${other.locationId}`)).status).toBe(500)
    expect((await api(contactd, 'GET', `/contacts/?locationId=${contactd.locationId}`)).status).toBe(200)
  })

  it('are the same for the same seed and the same requests', async () => {
    const run = async (seed: number) => {
      await contactd.clearFaults()
      await contactd.fault({ effect: { status: 500 }, probability: 0.5, seed })
      const statuses: number[] = []
      for (let n = 0; n < 40; n += 1) statuses.push((await get()).status)
      return statuses.join()
    }
    const first = await run(7)
    expect(await run(7)).toBe(first)
    expect(await run(8)).not.toBe(first)
    expect(first).toContain('500')
    expect(first).toContain('200')
  })

  it('never happen to /_contactd, and never last past a reset', async () => {
    const { id } = await contactd.fault({ effect: { connection: 'reset' } })
    expect((await control(contactd, 'GET', '/clock')).status).toBe(200)
    expect((await api(contactd, 'GET', '/_contactd/keys')).status).not.toBe(0)
    expect((await control(contactd, 'DELETE', `/faults/${id}`)).status).toBe(204)
    expect((await control(contactd, 'DELETE', `/faults/${id}`)).status).toBe(404)
    expect((await get()).status).toBe(200)
    await contactd.fault({ effect: { status: 500 } })
    await contactd.reset()
    expect((await get()).status).toBe(200)
    expect(await faults()).toEqual([])
  })

  it.each([
    {},
    { effect: {} },
    { effect: { status: 99 } },
    { effect: { status: 'x' } },
    { effect: { connection: 'drop' } },
    { effect: { connection: 'reset', status: 500 } },
    { effect: { headers: { 'a b': 'c' } } },
    { effect: { headers: { a: 'b\r\nc: d' } } },
    { effect: { headers: { a: 1 } } },
    { effect: { headers: { 'Transfer-Encoding': 'chunked' } } },
    { effect: { headers: { trailer: 'x' }, status: 200 } },
    { effect: { delayMs: -1 } },
    { effect: { delayMs: 1e9 } },
    { effect: { status: 500 }, times: 0 },
    { effect: { status: 500 }, probability: 2 },
    { effect: { status: 500 }, seed: 1.5 },
    { effect: { status: 500 }, match: { host: 'a' } },
    { effect: { status: 500 }, match: { path: 'contacts/*' } },
    { effect: { status: 500 }, when: 'now' },
  ])('that are wrong are 422: %j', async (fault) => {
    expect((await control(contactd, 'POST', '/faults', fault)).status).toBe(422)
    await expect(contactd.fault(fault as NewFault)).rejects.toThrow()
    expect(await faults()).toEqual([])
  })
})
