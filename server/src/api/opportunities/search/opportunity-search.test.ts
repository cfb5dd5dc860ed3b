import { beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../../../test/support/contacts.ts'
import { newPipeline, plantOpportunity } from '../../../../../test/support/opportunities.ts'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'
import type { ListMeta } from '../../search/list-meta.ts'

interface Row {
  id: string
  name: string
  sort: [number, string]
  [key: string]: unknown
}
interface Page {
  opportunities: Row[]
  meta: ListMeta
  total: number
  message: unknown
}

const server = useTestServer({ location: { timezone: 'America/New_York', allowDuplicateContact: true } })
const ids: Record<string, string> = {}
let jane: string
let bob: string
let pipelineId: string
let stages: string[]
let field: string

/** Five opportunities, `a` the oldest, each a day after the one before. */
beforeAll(async () => {
  const { locationId, fixtures, clock } = server
  jane = await newContact(server, {
    firstName: 'Jane',
    lastName: 'Doe',
    email: 'Jane@Doe.com',
    phone: '+15551234567',
    companyName: 'Straße GmbH',
    country: 'DE',
    tags: ['vip'],
  })
  bob = await newContact(server, { firstName: 'Bob', country: 'US' })
  const pipeline = await newPipeline(server, ['New', 'Last'])
  pipelineId = pipeline.id
  stages = pipeline.stages.map(({ id }) => id)
  const made = await fixtures.customField(locationId, {
    dataType: 'TEXT',
    model: 'opportunity',
    fieldKey: 'opportunity.color',
  })
  field = made.id
  clock.advance(Date.parse('2026-03-01T02:00:00.000Z') - clock.now())
  const all = [
    ['a', jane, { pipelineId, pipelineStageId: stages[0] ?? '', monetaryValue: 10, assignedTo: 'U1' }],
    ['b', bob, { status: 'won' as const, monetaryValue: 300, source: 'Form' }],
    ['c', jane, { name: 'Größe 100%', followers: ['U1', 'u2'], monetaryValue: 20 }],
    ['d', bob, { status: 'lost' as const, lostReasonId: 'L', pipelineId, pipelineStageId: stages[1] ?? '' }],
    ['e', jane, { customFields: [{ id: field, value: 'Blue' }] }],
  ] as const
  for (const [name, contactId, fields] of all) {
    const { followers, customFields, ...rest } = { followers: [], customFields: [], ...fields }
    ids[name] = await plantOpportunity(server, contactId, {
      name,
      ...rest,
      followers: [...followers],
      customFields: [...customFields],
    })
    clock.advance(24 * 60 * 60 * 1000)
  }
})

const get = (query: Record<string, string> = {}, headers = {}) =>
  server.call<Page>(
    'GET',
    `/opportunities/search?${new URLSearchParams({ location_id: server.locationId, ...query })}`,
    undefined,
    headers,
  )
const post = (body: object = {}, headers = {}) =>
  server.call<Page>('POST', '/opportunities/search', { locationId: server.locationId, ...body }, headers)
/** The names under which `ids` has the rows. */
const names = ({ opportunities }: Page) =>
  opportunities.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id)).join('')

describe('Search Opportunity', () => {
  it('BR-570 returns rows with the contact, newest first, and the position of the page', async () => {
    const { status, body, headers } = await get()
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    expect(Object.keys(body)).toEqual(['opportunities', 'meta', 'aggregations', 'traceId'])
    expect(names(body)).toBe('edcba')
    const person = { companyName: 'Straße GmbH', email: 'Jane@Doe.com', phone: '+15551234567', tags: ['vip'] }
    const time = '2026-03-05T02:00:00.000Z'
    const [id, name] = [ids.e, 'Jane Doe']
    expect(body.opportunities[0]).toEqual({
      id,
      name: 'e',
      monetaryValue: 0,
      pipelineId: 'pipeline',
      pipelineStageId: 'stage',
      status: 'open',
      lastStatusChangeAt: time,
      lastStageChangeAt: time,
      lastActionDate: time,
      createdAt: time,
      updatedAt: time,
      contactId: jane,
      locationId: server.locationId,
      customFields: [{ id: field, type: 'string', fieldValueString: 'Blue', fieldValue: 'Blue' }],
      followers: [],
      pipelineStageUId: 'stage',
      assignedTo: null,
      source: null,
      lostReasonId: null,
      relations: [
        {
          associationId: 'OPPORTUNITIES_CONTACTS_ASSOCIATION',
          relationId: id,
          primary: true,
          objectKey: 'contact',
          recordId: jane,
          fullName: name,
          contactName: name,
          ...person,
          attributed: null,
        },
      ],
      contact: { id: jane, name, ...person, score: [] },
      sort: [Date.parse(time), id],
      attributions: [],
    })
    expect(body.meta).toEqual({
      total: 5,
      nextPageUrl: null,
      startAfterId: ids.a,
      startAfter: Date.parse('2026-03-01T02:00:00.000Z'),
      currentPage: 1,
      nextPage: null,
      prevPage: null,
    })
  })

  async function findsNames(query: Record<string, string>, expected: string) {
    const { status, body } = await get(query)
    expect([status, names(body), body.meta.total]).toEqual([200, expected, expected.length])
  }

  it.each<[Record<string, string>, string]>([
    [{ q: '' }, 'edcba'],
    [{ q: 'jane' }, 'eca'],
    [{ q: 'GRÖSSE' }, 'c'],
    [{ q: 'strasse 100%' }, 'c'],
    [{ q: '(555) 123-4567' }, 'eca'],
    [{ q: 'doe.com bob' }, ''],
    [{ status: 'open' }, 'eca'],
    [{ status: 'all' }, 'edcba'],
    [{ status: '' }, 'edcba'],
    [{ status: 'won', q: 'bob' }, 'b'],
    [{ status: 'abandoned' }, ''],
    [{ assigned_to: 'U1' }, 'a'],
    [{ assigned_to: 'u1' }, ''],
    [{ country: 'us' }, 'db'],
    [{ campaignId: 'any' }, ''],
    [{ campaignId: '', pipeline_id: '', date: '', startAfter: '', page: '1' }, 'edcba'],
  ])('BR-571 %j finds %s', findsNames)

  it.each<[Record<string, string>, string]>([
    // 2026-03-01T02:00Z is the evening of 28 February in New York.
    [{ date: '02-28-2026', endDate: '02-28-2026' }, 'a'],
    [{ date: '03-03-2026' }, 'ed'],
    [{ date: '2026-03-03T02:00:00.000Z' }, 'edc'],
    [{ endDate: String(Date.parse('2026-03-03T02:00:00.000Z')) }, 'cba'],
    [{ endDate: '03-01-2026' }, 'ba'],
  ])('BR-531 %j finds %s', findsNames)

  it.each<[Record<string, string>, string]>([
    [{ order: 'added_asc' }, 'abcde'],
    [{ order: 'added_desc' }, 'edcba'],
    [{ order: 'name_asc' }, 'abdec'],
    [{ order: 'name_desc' }, 'cedba'],
    [{ order: 'value_desc', status: 'open' }, 'cae'],
    [{ order: 'sideways' }, 'edcba'],
  ])('BR-532 %j finds %s', findsNames)

  it('BR-571 finds by the ids of the pipeline, the stage, the contact and the opportunity', async () => {
    expect(names((await get({ pipeline_id: pipelineId })).body)).toBe('da')
    expect(names((await get({ pipeline_id: pipelineId, status: 'open' })).body)).toBe('a')
    expect(names((await get({ pipeline_stage_id: stages[1] ?? '' })).body)).toBe('d')
    expect(names((await get({ contact_id: bob })).body)).toBe('db')
    expect(names((await get({ id: ids.c ?? '' })).body)).toBe('c')
  })

  it('BR-572 links to the next page until there is none, in any order', async () => {
    for (const order of [
      '',
      'added_asc',
      'name_asc',
      'name_desc',
      'value_asc',
      'value_desc',
      'updated_asc',
    ]) {
      const whole = names((await get({ order })).body)
      const walked: string[] = []
      let { body } = await get({ order, limit: '2' })
      for (;;) {
        walked.push(names(body))
        expect(body.meta).toMatchObject({ total: 5, currentPage: 1, prevPage: null })
        if (body.meta.nextPageUrl === null) break
        expect(body.meta.nextPage).toBe(2)
        const { pathname, search } = new URL(body.meta.nextPageUrl)
        body = (await server.call<Page>('GET', `${pathname}${search}`)).body
      }
      expect([walked.map(({ length }) => length), walked.join('')]).toEqual([[2, 2, 1], whole])
    }
    const { nextPageUrl } = (await get({ limit: '1', status: 'open', getNotes: 'true' })).body.meta
    const time = Date.parse('2026-03-05T02:00:00.000Z')
    expect(nextPageUrl).toBe(
      `http://localhost:80/opportunities/search?location_id=${server.locationId}&limit=1&status=open&getNotes=true&startAfter=${time}&startAfterId=${ids.e}`,
    )
  })

  it('BR-572 has numbered pages', async () => {
    const pages = await Promise.all(['1', '2', '3', '4'].map((page) => get({ page, limit: '2' })))
    expect(pages.map(({ body }) => names(body))).toEqual(['ed', 'cb', 'a', ''])
    expect(pages.map(({ body: { meta } }) => [meta.currentPage, meta.prevPage, meta.nextPage])).toEqual([
      [1, null, 2],
      [2, 1, 3],
      [3, 2, null],
      [4, 3, null],
    ])
    const { startAfter, startAfterId } = pages[0]?.body.meta ?? {}
    const place = { startAfter: String(startAfter), startAfterId: String(startAfterId) }
    expect(names((await get({ ...place, page: '3', limit: '2' })).body)).toBe('cb')
    expect(names((await get({ startAfterId: String(startAfterId), limit: '2' })).body)).toBe('ed')
  })

  it('BR-573 adds the latest notes, tasks and appointments of the contact when asked', async () => {
    await server.call('POST', `/contacts/${jane}/notes`, { body: 'First' })
    server.clock.advance(1000)
    await server.call('POST', `/contacts/${jane}/notes`, { body: 'Second' })
    await server.call('POST', `/contacts/${jane}/tasks`, {
      title: 'Call',
      dueDate: '2026-04-01T00:00:00Z',
      completed: false,
    })
    const [plain] = (await get({ id: ids.a ?? '' })).body.opportunities
    expect(Object.keys(plain ?? {})).not.toEqual(expect.arrayContaining(['notes']))
    const asked = { getNotes: 'true', getTasks: 'true', getCalendarEvents: 'true' }
    const [row] = (await get({ id: ids.a ?? '', ...asked })).body.opportunities
    expect(row).toMatchObject({
      notes: [{ body: 'Second' }, { body: 'First' }],
      tasks: [{ title: 'Call' }],
      calendarEvents: [],
    })
    const additionalDetails = { notes: true, tasks: true, calendarEvents: true, unReadConversations: true }
    const filters = [{ field: 'id', operator: 'eq', value: ids.a }]
    const [found] = (await post({ limit: 1, filters, additionalDetails })).body.opportunities
    expect(found).toEqual(row)
  })

  it('BR-574 uses camel case under v3, and returns the forecast', async () => {
    const { locationId } = server
    const query = { locationId, pipelineId, contactId: bob, limit: '1' }
    const url = (parameters: Record<string, string>) =>
      `/opportunities/search?${new URLSearchParams(parameters)}`
    const reply = await server.call<Page>('GET', url(query), undefined, { version: 'v3' })
    expect([reply.status, names(reply.body)]).toEqual([200, 'd'])
    const first = await server.call<Page>('GET', url({ locationId, limit: '1' }), undefined, {
      version: 'v3',
    })
    expect(first.body.meta.nextPageUrl).toContain(`?locationId=${locationId}&limit=1&startAfter=`)
    expect(await get({ pipelineId })).toMatchObject({
      status: 422,
      body: { message: ['property pipelineId should not exist'] },
    })
    const dated = await server.call<Page>('GET', url({ locationId }))
    expect([dated.status, dated.body.message]).toEqual([
      422,
      [
        'property locationId should not exist',
        'location_id must be a string',
        'location_id should not be empty',
      ],
    ])
  })

  it.each<[Record<string, string>, unknown]>([
    [{ limit: '101' }, ['limit must not be greater than 100']],
    [{ status: 'gone', page: '0' }, ['status must be a valid enum value', 'page must not be less than 1']],
    [
      { date: '03/01/2026', endDate: '02-30-2026' },
      ['endDate must be a date in the format mm-dd-yyyy', 'date must be a date in the format mm-dd-yyyy'],
    ],
    [{ getNotes: 'yes' }, ['getNotes must be a boolean value']],
    [{ q: 'x'.repeat(76) }, ['q must be shorter than or equal to 75 characters']],
    [{ startAfter: 'x' }, ['startAfter must be a number conforming to the specified constraints']],
    [{ skip: '5' }, ['property skip should not exist']],
  ])('BR-575 refuses %j', async (query, message) => {
    expect(await get(query)).toMatchObject({ status: 422, body: { message } })
  })

  it('BR-575 refuses a page too far, and a location that the token cannot access before everything else', async () => {
    expect(await get({ page: '101', limit: '100' })).toMatchObject({
      status: 400,
      body: { message: 'page times limit must not be greater than 10000: use startAfter' },
    })
    const elsewhere = await server.fixtures.location(server.companyId)
    for (const location_id of [elsewhere, 'nowhere']) {
      const refusal = { statusCode: 401, message: 'This location is not accessible from this token!' }
      expect(await get({ location_id, limit: '0' })).toMatchObject({ status: 401, body: refusal })
      expect(await post({ locationId: location_id, limit: 0 })).toMatchObject({ status: 401, body: refusal })
    }
  })
})

describe('Search Opportunities', () => {
  it.each<[object[], string]>([
    [[['status', 'eq', 'OPEN']], 'eca'],
    [[['status', 'not_eq', 'open']], 'db'],
    [[['status', 'eq', ['won', 'lost']]], 'db'],
    [[['name', 'eq', 'grösse 100%']], 'c'],
    [[['name', 'contains', '0%']], 'c'],
    [[['monetary_value', 'range', { gte: 20 }]], 'cb'],
    [[['monetary_value', 'eq', '10']], 'a'],
    [[['source', 'exists']], 'b'],
    [[['source', 'eq', 'form']], 'b'],
    [[['assigned_to', 'eq', 'U1']], 'a'],
    [[['assigned_to', 'not_exists']], 'edcb'],
    [[['followers', 'eq', 'u2']], 'c'],
    [[['followers', 'eq', 'u1']], ''],
    [[['followers', 'contains', 'U']], 'c'],
    [[['lost_reason_id', 'eq', 'L']], 'd'],
    [[['contact_name', 'contains', 'jan']], 'eca'],
    [[['company_name', 'eq', 'STRASSE GMBH']], 'eca'],
    [[['email', 'contains', 'doe.com']], 'eca'],
    [[['phone', 'not_exists']], 'db'],
    [[['date_added', 'range', { lt: '2026-03-03T02:00:00.000Z' }]], 'ba'],
    [[['date_updated', 'range', { gte: Date.parse('2026-03-05T02:00:00.000Z') }]], 'e'],
    [[['last_status_change_date', 'exists']], 'edcba'],
    [[['last_stage_change_date', 'range', { gt: 0 }]], 'edcba'],
    [
      [
        ['status', 'eq', 'open'],
        ['contact_name', 'eq', 'Bob'],
      ],
      '',
    ],
    [
      [
        {
          group: 'OR',
          filters: [
            ['status', 'eq', 'won'],
            ['name', 'eq', 'a'],
          ],
        },
      ],
      'ba',
    ],
  ])('BR-576 %j finds %s', async (sent, expected) => {
    const condition = (item: unknown): object => {
      if (!Array.isArray(item)) {
        const { group, filters } = item as { group: string; filters: unknown[] }
        return { group, filters: filters.map(condition) }
      }
      const [name, operator, value] = item
      return { field: name, operator, ...(value !== undefined && { value }) }
    }
    const { status, body } = await post({ limit: 20, page: 1, filters: sent.map(condition) })
    expect([status, names(body), body.total]).toEqual([200, expected, expected.length])
  })

  it('BR-576 finds by custom fields of opportunities only', async () => {
    const custom = (id: string) => [{ field: `custom_fields.${id}`, operator: 'eq', value: 'blue' }]
    expect(names((await post({ filters: custom(field) })).body)).toBe('e')
    const ofContacts = await server.fixtures.customField(server.locationId, { dataType: 'TEXT' })
    for (const id of ['gone', ofContacts.id])
      expect(await post({ filters: custom(id) })).toMatchObject({
        status: 400,
        body: { message: `Invalid field custom_fields.${id}` },
      })
  })

  it('BR-577 accepts what the specification requires, and what clients leave out', async () => {
    const all = {
      query: '',
      limit: 2,
      page: 1,
      searchAfter: [],
      additionalDetails: { notes: false, tasks: false, calendarEvents: false, unReadConversations: false },
    }
    const { body } = await post(all)
    expect(Object.keys(body)).toEqual(['opportunities', 'total', 'aggregations', 'traceId'])
    expect([names(body), body.total]).toEqual(['ed', 5])
    expect(names((await post()).body)).toBe('edcba')
    expect(names((await post({ query: 'jane' })).body)).toBe('eca')
    expect(names((await post({ page: 0, limit: 2 })).body)).toBe('ed')
    expect(names((await post({ page: 2, limit: 2 })).body)).toBe('cb')
    const version = { version: 'v3' }
    expect(names((await post({ page: 0, limit: 2 }, version)).body)).toBe('ed')
    expect(names((await post({ page: 1, limit: 2 }, version)).body)).toBe('cb')
  })

  it('BR-578 starts after a row, whose values may be text', async () => {
    const sort = [{ field: 'monetary_value', direction: 'desc' }]
    const { body } = await post({ limit: 2, sort })
    expect(names(body)).toBe('bc')
    const searchAfter = body.opportunities[1]?.sort ?? []
    expect(searchAfter).toEqual([20, ids.c])
    for (const place of [searchAfter, searchAfter.map(String)])
      expect(names((await post({ limit: 1, page: 7, sort, searchAfter: place })).body)).toBe('a')
    expect(await post({ searchAfter: ['x', 'y'] })).toMatchObject({
      status: 400,
      body: { message: 'searchAfter must be that of a row under the same sort' },
    })
  })

  it.each<[object, number, unknown]>([
    [{ limit: 501 }, 422, ['limit must not be greater than 500']],
    [{ page: -1 }, 422, ['page must not be less than 0']],
    [
      { additionalDetails: { notes: 1, more: true } },
      422,
      ['additionalDetails.property more should not exist', 'additionalDetails.notes must be a boolean value'],
    ],
    [{ pipelineId: 'x' }, 422, ['property pipelineId should not exist']],
    [{ page: 101, limit: 100 }, 400, 'page times limit must not be greater than 10000: use searchAfter'],
    [{ filters: [{ field: 'pipelineId', operator: 'eq', value: 'x' }] }, 400, 'Invalid field pipelineId'],
    [
      { filters: [{ field: 'source', operator: 'contains', value: 'x' }] },
      400,
      'Invalid operator contains for field source',
    ],
    [
      { filters: [{ field: 'date_added', operator: 'range', value: 5 }] },
      400,
      'Invalid value for operator range of field date_added',
    ],
    [{ sort: [{ field: 'status', direction: 'asc' }] }, 400, 'Invalid field status'],
  ])('BR-579 refuses %j', async (body, status, message) => {
    expect(await post(body)).toMatchObject({ status, body: { message } })
  })
})

describe('the index of opportunities', () => {
  it('BR-580 follows its contact, and forgets the opportunities of a deleted one', async () => {
    const contact = await newContact(server, { firstName: 'Zed', email: 'zed@doe.com' })
    const id = await plantOpportunity(server, contact, { name: 'Roof' })
    const found = async (q: string) => (await get({ q })).body.opportunities.map((row) => row.id)
    expect(await found('zed')).toEqual([id])
    await server.call('PUT', `/contacts/${contact}`, { firstName: 'Yan', tags: ['new'] })
    expect([await found('zed@doe.com'), await found('yan')]).toEqual([[id], [id]])
    expect((await get({ id })).body.opportunities[0]?.contact).toMatchObject({ name: 'Yan', tags: ['new'] })
    await server.call('DELETE', `/contacts/${contact}`)
    expect(await found('yan')).toEqual([])
    expect((await get({ id })).body.meta.total).toBe(0)
  })

  it('BR-580 follows many contacts that change at once', async () => {
    const made = await Promise.all(
      Array.from({ length: 40 }, (_, n) => newContact(server, { firstName: `Many${n}` })),
    )
    const planted = await Promise.all(made.map((contact) => plantOpportunity(server, contact)))
    expect((await get({ q: 'many' })).body.meta.total).toBe(40)
    await Promise.all(
      made.map((contact, n) => server.call('PUT', `/contacts/${contact}`, { firstName: `Few${n}` })),
    )
    const found = (await get({ q: 'few', limit: '100' })).body.opportunities.map(({ id }) => id)
    expect(found.sort()).toEqual(planted.sort())
    expect((await get({ q: 'many' })).body.meta.total).toBe(0)
  })
})
