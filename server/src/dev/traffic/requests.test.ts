import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { api, control, send } from '../../../../test/support/dev-client.ts'
import { until } from '../../../../test/support/until.ts'
import { Journal, type StoredRequest } from '../../traffic/journal.ts'
import type { RecordedRequest } from '../../traffic/recorded-request.ts'
import type { Contactd } from '../contactd.ts'
import { startContactd } from '../start-contactd.ts'

let contactd: Contactd
beforeAll(async () => {
  contactd = await startContactd()
})
beforeEach(() => contactd.reset())
afterAll(() => contactd.close())

const path = () => `/contacts/${contactd.contactId}`
const list = async (query = '') =>
  (await control<{ requests: RecordedRequest[] }>(contactd, 'GET', `/requests${query}`)).body.requests

describe('BR-608 requests are recorded', () => {
  it('with what was sent and answered, the newest first', async () => {
    await contactd.clock.set({ now: '2031-01-01T00:00:00.000Z', frozen: true })
    const update = await api<{ traceId: string }>(contactd, 'PUT', path(), { city: 'Aden' })
    await api(contactd, 'GET', `/contacts/?locationId=${contactd.locationId}&limit=1`)
    const [newest, oldest, ...others] = await list()
    expect(others).toEqual([])
    expect(oldest).toEqual({
      id: update.body.traceId,
      at: '2031-01-01T00:00:00.000Z',
      method: 'PUT',
      path: path(),
      status: 200,
      durationMs: expect.any(Number),
      token: expect.stringMatching(/^\w{20}$/),
      locationId: contactd.locationId,
      requestBody: { city: 'Aden' },
      responseBody: update.body,
    })
    expect(newest).toMatchObject({
      path: '/contacts/',
      query: `locationId=${contactd.locationId}&limit=1`,
      requestBody: null,
      responseBody: { contacts: [{}] },
    })
  })

  it('and can be asked for', async () => {
    const other = await contactd.createLocation()
    await api(contactd, 'GET', path())
    await api(contactd, 'PUT', path(), { nothing: 1 })
    await api({ url: contactd.url, token: other.token }, 'GET', `/locations/${other.locationId}`)
    const statuses = async (query: string) => (await list(query)).map(({ status }) => status)
    expect(await statuses('')).toEqual([200, 422, 200])
    expect(await statuses('?method=put')).toEqual([422])
    expect(await statuses('?status=422')).toEqual([422])
    expect(await statuses(`?path=/contacts/*`)).toEqual([422, 200])
    expect(await statuses('?limit=1')).toEqual([200])
    expect(await statuses(`?locationId=${other.locationId}`)).toEqual([200])
    expect(await statuses('?since=2999-01-01')).toEqual([])
    expect(await statuses('?since=2001-01-01T00:00:00Z&method=GET')).toEqual([200, 200])
    for (const wrong of ['?since=now', '?status=9', '?limit=0', '?limit=1001', '?colour=red'])
      expect((await control(contactd, 'GET', `/requests${wrong}`)).status).toBe(422)
    expect(await contactd.requests({ status: 422 })).toEqual({ requests: await list('?status=422') })
    expect((await control(contactd, 'DELETE', `/requests?locationId=${other.locationId}`)).status).toBe(204)
    expect(await statuses('')).toEqual([422, 200])
    expect((await control(contactd, 'DELETE', '/requests')).status).toBe(204)
    expect(await list()).toEqual([])
  })

  it('whoever sends them, but without secrets and without those of the control plane', async () => {
    const form = 'grant_type=refresh_token&refresh_token=secret-1&client_id=a&client_secret=secret-2'
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    await send(`${contactd.url}/oauth/token`, 'POST', form, headers)
    await api({ url: contactd.url, token: 'pit-unknown' }, 'GET', path())
    await send(`${contactd.url}/nowhere?x=1`, 'GET')
    await api(contactd, 'DELETE', path(), undefined, { version: '' })
    await contactd.clock.now()
    const requests = await list()
    expect(requests.map(({ path: at, status, token }) => [at, status, token])).toEqual([
      [path(), 401, expect.stringMatching(/^\w{20}$/)],
      ['/nowhere', 404, null],
      [path(), 401, null],
      ['/oauth/token', expect.any(Number), null],
    ])
    // Refused before it was known whose it is.
    expect(requests[0]?.locationId).toBe(contactd.locationId)
    expect(requests[3]).toMatchObject({ requestBody: null, responseBody: null })
    const text = JSON.stringify(requests)
    for (const secret of ['secret-1', 'secret-2', contactd.token, 'pit-unknown'])
      expect(text).not.toContain(secret)
  })

  it('without tokens in paths, queries, bodies and pages', async () => {
    const pit = 'pit-11111111-2222-4333-8444-555555555555'
    const jwt = `eyJ${'a'.repeat(20)}.${'b'.repeat(20)}.${'c'.repeat(20)}`
    const at = `/contacts/?locationId=${contactd.locationId}&access_token=secret-1&query=${jwt}&api_key=secret-2`
    await api(contactd, 'GET', at)
    await api(contactd, 'GET', `/contacts/${pit}`)
    await api(contactd, 'PUT', path(), { firstName: pit, lastName: 'Smith', client_secret: 'secret-3' })
    await api(contactd, 'GET', '/v2/oauth/chooselocation?state=secret-4')
    await api(contactd, 'GET', '/docs')
    const requests = await list()
    expect(requests).toHaveLength(5)
    const text = JSON.stringify(requests)
    for (const secret of ['secret-', pit, jwt, contactd.token]) expect(text).not.toContain(secret)
    expect(requests[4]?.query).toBe(
      `locationId=${contactd.locationId}&access_token=hidden&query=hidden&api_key=hidden`,
    )
    expect(requests[2]?.requestBody).toEqual({ firstName: 'hidden', lastName: 'Smith' })
  })

  it('also if the client goes before the answer', async () => {
    const { hostname, port } = new URL(contactd.url)
    const socket = connect(Number(port), hostname)
    const head = `PUT ${path()} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${contactd.token}\r\nVersion: v3`
    socket.write(`${head}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`)
    await until(async () => (await list()).length > 0 || !socket.write('"') || socket.bytesWritten > 250)
    socket.destroy()
    await until(async () => (await list()).length === 1)
    expect((await list())[0]?.status === 200).toBe(false)
  })

  it('1,000 of each location', () => {
    const journal = new Journal()
    const request = (locationId: string | null, n: number): StoredRequest => ({
      ...{ id: `${n}`, at: Date.parse('2031-01-01'), method: 'GET', path: '/', status: 200, durationMs: 1 },
      ...{ token: null, locationId, requestBody: undefined, responseBody: '{}' },
    })
    journal.add(request('one', -1))
    for (let n = 0; n < 1_005; n += 1) journal.add(request('two', n))
    journal.add(request(null, -2))
    const all = journal.list(() => true, 2_000)
    expect(all).toHaveLength(1_002)
    expect(all.map(({ id }) => id).slice(0, 2)).toEqual(['-2', '1004'])
    expect(all.at(-1)?.id).toBe('-1')
    expect(all.at(-2)?.id).toBe('5')
  })

  it('within a bound, also if their paths and queries are long', () => {
    const journal = new Journal()
    const query = 'q'.repeat(16_000)
    for (let n = 0; n < 8_000; n += 1)
      journal.add({
        ...{ id: `${n}`, at: Date.parse('2031-01-01'), method: 'GET', path: '/', query, status: 200 },
        ...{
          durationMs: 1,
          token: null,
          locationId: `l${n}`,
          requestBody: undefined,
          responseBody: undefined,
        },
      })
    expect(journal.list(() => true, 100_000).length).toBe(Math.floor((64 * 1024 * 1024) / 16_001))
  })

  it('and streamed as server-sent events', async () => {
    const gone = new AbortController()
    const at = `${contactd.url}/_contactd/dev/requests/stream?method=PUT`
    const stream = await fetch(at, { signal: gone.signal })
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    await api(contactd, 'GET', path())
    await api(contactd, 'PUT', path(), { city: 'Aden' })
    let text = ''
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader()
    while (!text.includes('\n\nid')) text += (await reader?.read())?.value ?? ''
    while (!text.endsWith('\n\n')) text += (await reader?.read())?.value ?? ''
    const [, data = ''] = /^data: (.*)$/m.exec(text) ?? []
    expect(JSON.parse(data)).toMatchObject({ method: 'PUT', status: 200, requestBody: { city: 'Aden' } })
    gone.abort()
    expect((await control(contactd, 'GET', '/requests/stream?colour=red')).status).toBe(422)
    const foreign = { origin: 'https://evil.example' }
    expect((await control(contactd, 'GET', '/requests/stream', undefined, foreign)).status).toBe(403)
  })
})
