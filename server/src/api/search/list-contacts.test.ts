import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { ListMeta } from './list-meta.ts'

interface Listed {
  contacts: { id: string; firstName: string; startAfter: [number, string]; dndSettings: object }[]
  count: number
  meta: ListMeta
  traceId: string
  message: unknown
}

const server = useTestServer()
const made: { id: string; time: number }[] = []

/** Five contacts, `c0` the oldest; `c1` and `c2` in the same millisecond. */
beforeAll(async () => {
  const { locationId, clock } = server
  for (const [index, waitMs] of [1000, 0, 1000, 1000, 1000].entries()) {
    const { body } = await server.call('POST', '/contacts/', { locationId, firstName: `C${index}` })
    made.push({ id: body.contact.id, time: clock.now() })
    clock.advance(index === 1 ? 0 : waitMs || 1000)
  }
})

const get = (query: Record<string, string>, headers: Record<string, string> = {}) =>
  server.call<Listed>(
    'GET',
    `/contacts/?${new URLSearchParams({ locationId: server.locationId, ...query })}`,
    undefined,
    headers,
  )
const names = ({ contacts }: Listed) => contacts.map(({ firstName }) => firstName).join(' ')

/** `c1` and `c2` have the same time, so the one with the smaller id comes first. */
let everyone: string
beforeEach(() => {
  const [, one, two] = made
  expect(one?.time).toBe(two?.time)
  const twins = (one?.id ?? '') < (two?.id ?? '') ? 'c1 c2' : 'c2 c1'
  everyone = `c4 c3 ${twins} c0`
})

describe('Get Contacts', () => {
  it('BR-294 returns rows, newest first, and the position of the page', async () => {
    const { status, body, headers } = await get({})
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    expect(Object.keys(body)).toEqual(['contacts', 'count', 'meta', 'traceId'])
    expect(names(body)).toBe(everyone)
    expect(body.count).toBe(5)
    expect(body.meta).toEqual({
      total: 5,
      nextPageUrl: null,
      startAfterId: made[0]?.id,
      startAfter: made[0]?.time,
      currentPage: 1,
      nextPage: null,
      prevPage: null,
    })
    expect(body.contacts[0]?.startAfter).toEqual([made[4]?.time, made[4]?.id])
  })

  it('BR-295 starts after a row, and links to the next page until there is none', async () => {
    const first = await get({ limit: '2', query: 'c' })
    expect(names(first.body)).toBe('c4 c3')
    const { id, time } = made[3] ?? {}
    expect(first.body.meta).toEqual({
      total: 5,
      nextPageUrl: `http://localhost:80/contacts/?locationId=${server.locationId}&query=c&limit=2&startAfter=${time}&startAfterId=${id}`,
      startAfterId: id,
      startAfter: time,
      currentPage: 1,
      nextPage: 2,
      prevPage: null,
    })
    const walked = [names(first.body)]
    let { nextPageUrl } = first.body.meta
    while (nextPageUrl !== null) {
      const { pathname, search } = new URL(nextPageUrl)
      const { body } = await server.call<Listed>('GET', `${pathname}${search}`)
      walked.push(names(body))
      expect(body.meta.total).toBe(5)
      nextPageUrl = body.meta.nextPageUrl
    }
    expect(walked.map((page) => page.split(' ').length)).toEqual([2, 2, 1])
    expect(walked.join(' ')).toBe(everyone)
  })

  it('BR-295 has no next page if the page ends with the list', async () => {
    expect((await get({ limit: '5' })).body.meta).toMatchObject({ nextPageUrl: null, nextPage: null })
    expect((await get({ limit: '4' })).body.meta).toMatchObject({ nextPage: 2 })
  })

  it('BR-408 ignores an id without a time, echoes it, and returns the first page every time', async () => {
    const first = await get({ limit: '2' })
    for (const id of [made[3]?.id ?? '', 'unknown']) {
      for (const more of [{}, { startAfter: '' }, { startAfter: '0' }]) {
        const again = await get({ limit: '2', startAfterId: id, ...more })
        expect(again.status).toBe(200)
        expect(again.body.contacts).toEqual(first.body.contacts)
        expect(again.body.meta).toEqual({ ...first.body.meta, startAfterId: id })
        expect(again.body.meta.currentPage).toBe(1)
      }
    }
  })

  it('BR-295 starts after a time without an id', async () => {
    const third = made[3]
    expect(names((await get({ startAfter: String(third?.time) })).body)).toBe(everyone.slice(6))
    expect(names((await get({ startAfter: String(made[1]?.time) })).body)).toBe('c0')
    expect(names((await get({ startAfter: '', startAfterId: '' })).body)).toBe(everyone)
  })

  it('BR-295 supports paging by id and time up to the total, as n8n does', async () => {
    const seen: string[] = []
    let place: Record<string, string> = {}
    for (;;) {
      const { contacts, meta } = (await get({ limit: '2', ...place })).body
      seen.push(...contacts.map(({ firstName }) => firstName))
      if (seen.length >= meta.total) break
      place = { startAfter: String(meta.startAfter), startAfterId: String(meta.startAfterId) }
    }
    expect(seen.join(' ')).toBe(everyone)
  })

  it('BR-295 continues after a row that was deleted', async () => {
    const { locationId } = server
    const { body } = await server.call('POST', '/contacts/', { locationId, firstName: 'Gone' })
    const { id } = body.contact
    const place = { startAfter: String(server.clock.now()), startAfterId: id }
    await server.call('DELETE', `/contacts/${id}`)
    expect(names((await get(place)).body)).toBe(everyone)
  })

  it('BR-289 finds by a query', async () => {
    const { body } = await get({ query: 'C3' })
    expect([names(body), body.meta.total, body.count]).toEqual(['c3', 1, 1])
    expect((await get({ query: 'nobody' })).body.meta).toEqual({
      total: 0,
      nextPageUrl: null,
      startAfterId: null,
      startAfter: null,
      currentPage: 1,
      nextPage: null,
      prevPage: null,
    })
  })

  it('BR-295 has twenty rows by default', async () => {
    const { fixtures, companyId } = server
    const locationId = await fixtures.location(companyId)
    const { token } = await fixtures.token({ companyId, locationId })
    const headers = { authorization: `Bearer ${token}` }
    for (let count = 0; count < 21; count += 1)
      await server.call('POST', '/contacts/', { locationId, firstName: 'A' }, headers)
    const { body } = await get({ locationId }, headers)
    expect([body.contacts.length, body.meta.nextPage]).toEqual([20, 2])
    expect((await get({ locationId, limit: '100' }, headers)).body.contacts).toHaveLength(21)
  })

  it('BR-297 uses the channel names of v3 under v3', async () => {
    const { fixtures, companyId } = server
    const locationId = await fixtures.location(companyId)
    const { token } = await fixtures.token({ companyId, locationId })
    const headers = { authorization: `Bearer ${token}` }
    const dndSettings = { SMS: { status: 'active' } }
    await server.call('POST', '/contacts/', { locationId, firstName: 'A', dndSettings }, headers)
    expect((await get({ locationId }, headers)).body.contacts[0]?.dndSettings).toEqual(dndSettings)
    const reply = await get({ locationId }, { ...headers, version: 'v3' })
    expect(reply.body.contacts[0]?.dndSettings).toEqual({ sms: { status: 'active' } })
  })
})

describe('Get Contacts refuses', () => {
  it('BR-296 a query without a location', async () => {
    const reply = await server.call('GET', '/contacts/')
    expect(reply).toMatchObject({
      status: 422,
      body: {
        message: ['locationId must be a string', 'locationId should not be empty'],
        error: 'Unprocessable Entity',
        statusCode: 422,
        traceId: expect.any(String),
      },
    })
    expect((await get({ locationId: '' })).body.message).toEqual(['locationId should not be empty'])
  })

  const notANumber = (name: string) => `${name} must be a number conforming to the specified constraints`
  it.each([
    [{ limit: '0' }, ['limit must not be less than 1']],
    [{ limit: '' }, ['limit must not be less than 1']],
    [{ limit: '101' }, ['limit must not be greater than 100']],
    [
      { limit: 'ten', startAfter: '-1', page: '2' },
      ['property page should not exist', 'startAfter must not be less than 0', notANumber('limit')],
    ],
    [{ startAfter: '1.5' }, [notANumber('startAfter')]],
    [{ query: 'x'.repeat(76) }, ['query must be shorter than or equal to 75 characters']],
  ])('BR-296 %j', async (query, message) => {
    expect(await get(query as Record<string, string>)).toMatchObject({ status: 422, body: { message } })
  })

  it('BR-296 a location that the token cannot access, before everything else', async () => {
    const elsewhere = await server.fixtures.location(server.companyId)
    for (const locationId of [elsewhere, 'nowhere']) {
      expect(await get({ locationId, limit: '0' })).toMatchObject({
        status: 403,
        body: { message: 'The token does not have access to this location.' },
      })
    }
  })
})

describe('the order of a list', () => {
  it('BR-306 is by the date in the query, in either direction, on all pages', async () => {
    const [oldest] = made
    await server.call('PUT', `/contacts/${oldest?.id}`, { city: 'Bern' })
    const ascending = everyone
      .split(' ')
      .filter((name) => !/c[12]/.test(name))
      .reverse()
      .join(' ')
    expect(names((await get({ order: 'asc' })).body).replace(/c[12] c[12] /, '')).toBe(ascending)
    expect(names((await get({ sortBy: 'date_updated' })).body)).toMatch(/^c0 /)
    const found: string[] = []
    let url: string | null =
      `/contacts/?locationId=${server.locationId}&sortBy=date_updated&order=asc&limit=2`
    while (url !== null && found.length < 10) {
      const { body }: { body: Listed } = await server.call<Listed>(
        'GET',
        url.replace(/^https?:\/\/[^/]*/, ''),
      )
      found.push(...body.contacts.map(({ firstName }) => firstName))
      url = body.meta.nextPageUrl
    }
    expect([...found].sort()).toEqual(['c0', 'c1', 'c2', 'c3', 'c4'])
    expect(found.at(-1)).toBe('c0')
    const place = { startAfter: String(made[3]?.time), startAfterId: String(made[3]?.id) }
    const after = await get({ sortBy: 'date_updated', order: 'asc', ...place })
    expect(names(after.body)).toBe('c4 c0')
  })

  it('BR-306 is by one of two dates, in one of two directions', async () => {
    const { status, body } = await get({ sortBy: 'name', order: 'up' })
    expect([status, body.message]).toEqual([
      422,
      ['sortBy must be a valid enum value', 'order must be a valid enum value'],
    ])
  })
})
