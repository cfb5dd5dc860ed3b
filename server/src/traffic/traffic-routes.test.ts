import { describe, expect, it } from 'vitest'
import { newContact } from '../../../test/support/contacts.ts'
import { bearer } from '../../../test/support/server.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import type { ActivitySeries } from './activity/activity-point.ts'
import { listMinutes } from './activity/activity-store.ts'
import type { RecordedRequest } from './recorded-request.ts'

const server = useTestServer()
const inspecting = useTestServer({ inspect: true })

const list = async (query = '', of = server, headers = {}) =>
  (await of.call<{ requests: RecordedRequest[] }>('GET', `/_contactd/requests${query}`, undefined, headers))
    .body.requests

describe('BR-790 the latest requests of a location', () => {
  it('have why they were refused, but no bodies and no query', async () => {
    const id = await newContact(server)
    await server.call('PUT', `/contacts/${id}?email=ada@example.com`, { lastName: 5, colour: 'red' })
    expect((await list('?status=422'))[0]).toEqual({
      ...{ id: expect.any(String), at: expect.any(String), durationMs: expect.any(Number) },
      ...{ method: 'PUT', path: `/contacts/${id}`, status: 422 },
      ...{ token: expect.any(String), locationId: server.locationId },
      ...{ requestBody: null, responseBody: null },
      refusal: {
        rule: expect.stringMatching(/^BR-/),
        reason: expect.stringContaining('lastName'),
        hint: expect.any(String),
      },
    })
  })

  it('are found by method, path, status and time, up to a number', async () => {
    const id = await newContact(server)
    server.clock.advance(1_000)
    const since = server.clock.now()
    await server.call('GET', `/contacts/${id}`)
    await server.call('DELETE', `/contacts/${id}`)
    await server.call('GET', `/contacts/${id}`)
    const found = await list(`?method=get&path=/contacts/*&since=${since}`)
    expect(found.map(({ status }) => status)).toEqual([400, 200])
    expect(await list(`?since=${since}&limit=2`)).toHaveLength(2)
    expect((await server.call('GET', '/_contactd/requests?colour=red')).status).toBe(422)
  })

  it('are shown to tokens of the location with the scope alone', async () => {
    const other = await server.fixtures.location(server.companyId)
    const { token } = await server.fixtures.token({ companyId: server.companyId, locationId: other })
    await server.call('GET', '/contacts/nobody', undefined, bearer(token))
    const own = await list('', server, bearer(token))
    expect(own.map(({ path }) => path)).toEqual(['/contacts/…'])
    expect((await list()).filter(({ locationId }) => locationId !== server.locationId)).toEqual([])
    const { token: without } = await server.fixtures.token({
      ...{ companyId: server.companyId, locationId: other },
      scopes: ['contacts.readonly'],
    })
    const refused = await server.call('GET', '/_contactd/requests', undefined, bearer(without))
    expect(refused.status).toBe(401)
  })

  it('are there if they were refused before the operation: by version, path or scope', async () => {
    const { companyId, locationId, fixtures } = server
    const { token } = await fixtures.token({ companyId, locationId, scopes: ['locations.readonly'] })
    const since = server.clock.now() + 1_000
    server.clock.advance(1_000)
    await server.call('GET', '/contacts/nobody', undefined, bearer(token))
    await server.call('GET', '/contacts/nobody', undefined, { version: undefined })
    await server.call('GET', '/v1/contact/Byron')
    await server.call('GET', '/contacts/nobody', undefined, bearer('pit-unknown'))
    const found = await list(`?since=${since}`)
    expect(found.map(({ path, status, refusal }) => [path, status, refusal?.rule])).toEqual([
      ['/v1/contact/…', 404, 'BR-013'],
      ['/contacts/…', 401, 'BR-002'],
      ['/contacts/…', 401, 'BR-007'],
    ])
  })

  it('have their bodies with `--inspect`, with masks in place of what is in them', async () => {
    const id = await newContact(inspecting)
    const body = { firstName: 'Ada', tags: ['vip'], dnd: true, assignedTo: inspecting.userId, city: null }
    await inspecting.call('PUT', `/contacts/${id}`, body)
    const [request] = await list('?method=PUT', inspecting)
    expect(request?.requestBody).toEqual({
      ...{ firstName: '•••', tags: ['•••'], dnd: true, assignedTo: '•••', city: null },
    })
    expect(request?.responseBody).toMatchObject({ contact: { id, firstName: '•••' } })
    expect(JSON.stringify(request)).not.toContain('Ada')
  })

  it.each<[string, 'GET' | 'PUT' | 'POST', string, object?]>([
    ['a path', 'GET', '/contacts/ada.byron@example.com'],
    ['a name in a path', 'GET', '/contacts/Byron'],
    ['a phone in a path', 'GET', '/contacts/+420777123456/notes'],
    [
      'a reason to block',
      'PUT',
      '/contacts/:id',
      { dndSettings: { Call: { status: 'active', message: 'Byron' } } },
    ],
    ['an unknown property', 'PUT', '/contacts/:id', { nationalId: '420777123456', paidBy: 'Byron' }],
    ['the name of a property', 'PUT', '/contacts/:id', { 'ada.byron@example.com': 1 }],
    ['an id', 'PUT', '/contacts/:id', { id: 'ada.byron@example.com', _id: 420777123456 }],
    ['a key', 'PUT', '/contacts/:id', { customFields: [{ key: 'byron@x.example', field_value: 'Byron' }] }],
    [
      'a field',
      'POST',
      '/contacts/search',
      { filters: [{ field: 'byron@x.example', operator: 'eq', value: 'a' }] },
    ],
    [
      'a value',
      'POST',
      '/contacts/search',
      { filters: [{ field: 'city', operator: 'range', value: 'Byron' }] },
    ],
  ])('have no value of a contact in %s', async (_, method, url, body) => {
    const id = await newContact(inspecting)
    const search = { locationId: inspecting.locationId, pageLimit: 1 }
    const sent = body && (method === 'POST' ? { ...search, ...body } : body)
    await inspecting.call(method, url.replace(':id', id), sent)
    const [request] = await list('?limit=1', inspecting)
    expect(request).toMatchObject({ method, responseBody: expect.any(Object) })
    expect(JSON.stringify(request)).not.toMatch(/byron|420777123456/i)
  })

  it('have a hint for the first ten unknown properties, and the first 20 sentences', async () => {
    const id = await newContact(server)
    const unknown = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`unknown${n}`, 1]))
    const refusalOf = async (body: object) => {
      await server.call('PUT', `/contacts/${id}`, body)
      return (await list('?limit=1'))[0]?.refusal
    }
    expect((await refusalOf({ ...unknown(9), fistName: 'A' }))?.hint).toBe('Did you mean `firstName`?')
    expect((await refusalOf({ ...unknown(10), fistName: 'A' }))?.hint).toMatch(/^Leave out/)
    expect((await refusalOf(unknown(30)))?.reason.split('; ')).toHaveLength(20)
  })
})

describe('BR-791 the activity of a location', () => {
  const points = async (minutes: number) =>
    (await server.call<ActivitySeries>('GET', `/_contactd/requests/activity?minutes=${minutes}`)).body

  it('counts requests, refused ones and their times by the minute, also of several processes', async () => {
    server.clock.advance(60_000)
    await server.activity.save()
    for (let n = 0; n < 3; n += 1) await server.call('GET', '/contacts/nobody')
    await server.activity.save()
    await server.call('GET', `/locations/${server.locationId}`)
    await server.activity.save()
    const { stepMinutes, points: all } = await points(5)
    expect([stepMinutes, all.length]).toEqual([1, 5])
    expect(all.at(-1)).toMatchObject({ requests: 4, refused: 3, failed: 0, p50Ms: expect.any(Number) })
    expect(all[0]).toMatchObject({ p50Ms: null, p99Ms: null })
  })

  it('puts minutes together, has no gaps, and is kept for seven days', async () => {
    server.clock.advance(8 * 24 * 60 * 60_000)
    await server.activity.save()
    await server.call('GET', '/contacts/nobody')
    await server.activity.save()
    const { stepMinutes, points: all } = await points(7 * 24 * 60)
    expect([stepMinutes, all.length]).toEqual([42, 240])
    expect(all.map(({ requests }) => requests).filter((count) => count > 0)).toEqual([1])
    const rows = await server.storage.read((tx) =>
      tx.all(listMinutes, { locationId: server.locationId, first: 0, before: 1e9 }),
    )
    expect(rows).toHaveLength(1)
  })
})
