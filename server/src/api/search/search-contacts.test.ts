import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeContact } from '../../../../test/support/contacts.ts'
import { anyContactBody } from '../../../../test/support/search-arbitraries.ts'
import { type SearchWorld, searchWorld } from '../../../../test/support/search-world.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

interface Row {
  [key: string]: unknown
  id: string
  firstNameLowerCase: string | null
  searchAfter: unknown[]
}

interface Found {
  contacts: Row[]
  total: number
  traceId: string
  message: unknown
}

const server = useTestServer()
let world: SearchWorld
beforeAll(async () => {
  world = await searchWorld(server)
  await plant()
})

const search = (body: object, headers: Record<string, string | undefined> = {}) =>
  server.call<Found>(
    'POST',
    '/contacts/search',
    { locationId: world.locationId, pageLimit: 100, ...body },
    { ...world.headers, ...headers },
  )

/** The first names of the contacts found, in the order of the response. */
async function found(body: object): Promise<string> {
  const reply = await search(body)
  expect(reply.status, reply.text).toBe(200)
  return reply.body.contacts.map(({ firstNameLowerCase }) => firstNameLowerCase).join(' ')
}

const where = (field: string, operator: string, value?: unknown) => ({
  filters: [{ field, operator, ...(value !== undefined && { value }) }],
  sort: [{ field: 'firstNameLowerCase', direction: 'asc' }],
})

/** Creates Ann, Bob, Cyd and Eve, one second apart. */
async function plant(): Promise<void> {
  const { text, number, date, list, rows } = world.fields
  const [rowId = ''] = rows.rowIds
  const people = [
    {
      firstName: 'Ann',
      lastName: 'Straße',
      email: 'Ann@Example.com',
      phone: '+15551234567',
      companyName: 'Acme 100% a_b',
      address1: '1 Main St',
      tags: ['VIP customer', 'neu'],
      dnd: true,
      dndSettings: { SMS: { status: 'active' } },
      customFields: [
        { id: text, field_value: 'Ωμέγας' },
        { id: number, field_value: 5 },
        { id: date, field_value: '2024-03-01' },
        { id: list, field_value: ['Red', 'Größe'] },
        { id: rows.id, field_value: { [rowId]: 'Left shoe' } },
      ],
    },
    {
      firstName: 'Bob',
      lastName: 'Zoe\u0308',
      email: 'bob@doe.org',
      companyName: 'Beta',
      country: 'DE',
      timezone: 'Europe/Berlin',
      inboundDndSettings: { all: { status: 'inactive' } },
      customFields: [
        { id: text, field_value: 'other' },
        { id: number, field_value: -0.5 },
        { id: date, field_value: '2024-05-01' },
        { id: list, field_value: ['Red'] },
      ],
    },
    { firstName: 'Cyd', city: '東京', source: 'api', tags: ['customer'], website: 'https://doe.com' },
    { firstName: 'Eve', state: 'İstanbul', companyName: 'acme', postalCode: '0150' },
  ]
  for (const person of people) {
    const reply = await server.call(
      'POST',
      '/contacts/',
      { locationId: world.locationId, ...person },
      world.headers,
    )
    expect(reply.status, reply.text).toBe(201)
    server.clock.advance(1000)
  }
}

describe('Search Contacts', () => {
  it('BR-280 returns a page, newest first, and the total', async () => {
    const { status, body, headers } = await search({ pageLimit: 3 })
    expect([status, headers['content-type']]).toEqual([200, 'application/json; charset=utf-8'])
    expect(Object.keys(body)).toEqual(['contacts', 'total', 'traceId'])
    expect(body.contacts.map((row) => row.firstNameLowerCase)).toEqual(['eve', 'cyd', 'bob'])
    expect(body.total).toBe(4)
    expect(await found({})).toBe('eve cyd bob ann')
  })

  it('BR-280 accepts a path with a trailing slash', async () => {
    const reply = await server.call('POST', '/contacts/search/', {
      locationId: server.locationId,
      pageLimit: 1,
    })
    expect(reply.body).toMatchObject({ contacts: [], total: 0 })
  })

  it.each<[string, unknown[], string]>([
    ['BR-284', ['lastNameLowerCase', 'eq', 'STRASSE'], 'ann'],
    ['BR-284', ['lastNameLowerCase', 'eq', 'zoë'], 'bob'],
    ['BR-284', ['email', 'eq', 'ANN@example.COM'], 'ann'],
    ['BR-284', ['state', 'contains', 'TANBUL'], 'eve'],
    ['BR-284', ['city', 'contains', '京'], 'cyd'],
    ['BR-284', ['companyName', 'contains', '0% A_'], 'ann'],
    ['BR-284', ['companyName', 'contains', 'a%'], ''],
    ['BR-284', ['companyName', 'contains', 'a.b'], ''],
    ['BR-284', ['companyName', 'eq', 'ACME'], 'eve'],
    ['BR-299', ['businessName', 'contains', 'acme'], 'ann eve'],
    ['BR-284', ['address', 'eq', '1 main st'], 'ann'],
    ['BR-284', ['phone', 'contains', '5551'], 'ann'],
    ['BR-284', ['tags', 'eq', 'customer'], 'cyd'],
    ['BR-284', ['tags', 'eq', ['NEU', 'customer']], 'ann cyd'],
    ['BR-284', ['tags', 'contains', 'Customer'], 'ann cyd'],
    ['BR-285', ['tags', 'not_contains', 'customer'], 'bob eve'],
    ['BR-285', ['tags', 'not_eq', 'customer'], 'ann bob eve'],
    ['BR-285', ['companyName', 'not_eq', 'acme'], 'ann bob cyd'],
    ['BR-281', ['email', 'exists'], 'ann bob'],
    ['BR-281', ['email', 'not_exists'], 'cyd eve'],
    ['BR-281', ['website', 'eq', 'https://DOE.com'], 'cyd'],
    ['BR-281', ['source', 'eq', 'API'], 'cyd'],
    ['BR-281', ['country', 'eq', 'de'], 'bob'],
    ['BR-281', ['timezone', 'eq', 'europe/berlin'], 'bob'],
    ['BR-281', ['type', 'eq', 'lead'], 'ann bob cyd eve'],
    ['BR-281', ['postalCode', 'contains', '15'], 'eve'],
    ['BR-281', ['dnd', 'eq', true], 'ann'],
    ['BR-281', ['dnd', 'not_eq', true], 'bob cyd eve'],
    ['BR-281', ['dnd', 'exists'], 'ann bob cyd eve'],
    ['BR-281', ['dndSettings.SMS.status', 'eq', 'active'], 'ann'],
    ['BR-281', ['dndSettings.Email.status', 'exists'], ''],
    ['BR-281', ['inboundDndSettings.all.status', 'eq', 'inactive'], 'bob'],
    ['BR-288', ['validEmail', 'exists'], ''],
    ['BR-288', ['isValidWhatsapp', 'eq', true], ''],
    ['BR-288', ['lastAppointment', 'not_exists'], 'ann bob cyd eve'],
    ['BR-288', ['opportunities', 'nested', [{ field: 'status', operator: 'eq', value: 'open' }]], ''],
    ['BR-288', ['opportunities', 'not_exists'], 'ann bob cyd eve'],
    ['BR-281', ['followers', 'exists'], ''],
    ['BR-281', ['assignedTo', 'not_exists'], 'ann bob cyd eve'],
    ['BR-281', ['additionalPhones', 'exists'], ''],
    ['BR-286', ['dateAdded', 'range', { gt: '2024-06-16T14:00:00Z', lte: 1718546402000 }], 'bob cyd'],
    ['BR-286', ['dateAdded', 'range', { lt: '2024-06-16' }], ''],
    ['BR-286', ['dateUpdated', 'range', { gte: '2024-06-16T16:00:03.000+02:00' }], 'eve'],
  ])('%s: %j finds %j', async (_rule, [field, operator, value], names) => {
    expect(await found(where(String(field), String(operator), value))).toBe(names)
  })

  it('BR-299 finds by custom fields of every kind', async () => {
    const { text, number, date, list, rows } = world.fields
    const by = (id: string, operator: string, value?: unknown) =>
      found(where(`customFields.${id}`, operator, value))
    expect(await by(text, 'eq', 'ΩΜΈΓΑΣ')).toBe('ann')
    expect(await by(text, 'not_contains', 'μέγ')).toBe('bob cyd eve')
    expect(await by(number, 'eq', 5)).toBe('ann')
    expect(await by(number, 'range', { gte: -0.5, lt: 5 })).toBe('bob')
    expect(await by(number, 'not_exists')).toBe('cyd eve')
    expect(await by(date, 'range', { gte: '2024-03-01', lt: '2024-05-01' })).toBe('ann')
    expect(await by(date, 'range', { gt: Date.parse('2024-03-01') })).toBe('bob')
    expect(await by(list, 'eq', 'größe')).toBe('ann')
    expect(await by(list, 'eq', ['red', 'x'])).toBe('ann bob')
    expect(await by(rows.id, 'contains', 'shoe')).toBe('ann')
    expect(await by(`${rows.id}.${rows.rowIds[0]}`, 'eq', 'left SHOE')).toBe('ann')
    expect(await by(`${rows.id}.${rows.rowIds[1]}`, 'exists')).toBe('')
  })

  it('BR-287 accepts nested groups', async () => {
    const name = (value: string) => ({ field: 'firstNameLowerCase', operator: 'eq', value })
    const inner = { group: 'AND', filters: [name('bob'), { field: 'country', operator: 'eq', value: 'DE' }] }
    const filters = [
      { group: 'OR', filters: [name('eve'), inner, { group: 'AND', filters: [name('ann'), name('cyd')] }] },
    ]
    expect(await found({ filters })).toBe('eve bob')
    expect(await found({ filters: [...filters, { field: 'state', operator: 'exists' }] })).toBe('eve')
  })

  it.each([
    ['ann', 'ann'],
    ['STRASSE ann', 'ann'],
    ['ann bob', ''],
    ['doe.org', 'bob'],
    ['acme', 'eve ann'],
    ['acme 100%', 'ann'],
    ['(555) 123-45', 'ann'],
    ['n S', 'ann'],
    ['vip', ''],
    ['  ', 'eve cyd bob ann'],
  ])('BR-289 the query %j finds %j', async (query, names) => {
    expect(await found({ query })).toBe(names)
  })

  it.each([
    [[{ field: 'firstNameLowerCase', direction: 'desc' }], 'eve cyd bob ann'],
    [[{ field: 'businessName', direction: 'asc' }], 'eve ann bob cyd'],
    [[{ field: 'businessName', direction: 'desc' }], 'bob ann eve cyd'],
    [
      [
        { field: 'dnd', direction: 'desc' },
        { field: 'dateAdded', direction: 'asc' },
      ],
      'ann bob cyd eve',
    ],
    [
      [
        { field: 'dnd', direction: 'asc' },
        { field: 'dateAdded', direction: 'asc' },
      ],
      'bob cyd eve ann',
    ],
  ])('BR-290 %j returns %j', async (sort, names) => {
    expect(await found({ sort })).toBe(names)
  })

  it('BR-290 sorts by custom fields', async () => {
    const sort = [
      { field: `customFields.${world.fields.number}`, direction: 'desc' },
      { field: 'dateAdded', direction: 'asc' },
    ]
    expect(await found({ sort })).toBe('ann bob cyd eve')
  })

  it('BR-291 pages by number', async () => {
    expect(await found({ pageLimit: 3, page: 1 })).toBe('eve cyd bob')
    expect(await found({ pageLimit: 3, page: 2 })).toBe('ann')
    expect(await found({ pageLimit: 3, page: 3 })).toBe('')
    expect((await search({ pageLimit: 3, page: 3 })).body.total).toBe(4)
  })

  it('BR-293 returns the place of each row', async () => {
    const { body } = await search(where('firstNameLowerCase', 'eq', 'ann'))
    expect(body.contacts).toMatchObject([
      {
        lastNameLowerCase: 'straße',
        email: 'Ann@Example.com',
        city: null,
        searchAfter: ['ann', expect.any(String)],
      },
    ])
    const newest = await search({ pageLimit: 1 })
    expect(newest.body.contacts[0]?.searchAfter).toEqual([1718546403000, newest.body.contacts[0]?.id])
  })

  it('BR-297 uses the channel names of v3 under v3', async () => {
    const asked = where('dndSettings.SMS.status', 'exists')
    expect((await search(asked)).body.contacts[0]?.dndSettings).toEqual({ SMS: { status: 'active' } })
    const reply = await search(asked, { version: 'v3' })
    expect(reply.body.contacts[0]?.dndSettings).toEqual({ sms: { status: 'active' } })
  })
})

describe('Search Contacts refuses', () => {
  it.each([
    [
      {},
      [
        'locationId must be a string',
        'locationId should not be empty',
        'pageLimit must be an integer number',
      ],
    ],
    [
      { locationId: '', pageLimit: 0 },
      ['locationId should not be empty', 'pageLimit must not be less than 1'],
    ],
    [
      { locationId: 5, pageLimit: '5' },
      ['locationId must be a string', 'pageLimit must be an integer number'],
    ],
  ])('BR-280 %j with 422', async (body, message) => {
    const reply = await server.call('POST', '/contacts/search', body)
    expect(reply).toMatchObject({
      status: 422,
      body: { message, error: 'Unprocessable Entity', statusCode: 422, traceId: expect.any(String) },
    })
  })

  const deep = (depth: number): object =>
    depth === 0 ? { field: 'city', operator: 'exists' } : { group: 'OR', filters: [deep(depth - 1)] }

  it.each([
    ['BR-291', { pageLimit: 501 }, ['pageLimit must not be greater than 500']],
    ['BR-291', { page: 0 }, ['page must not be less than 1']],
    ['BR-291', { page: 1.5 }, ['page must be an integer number']],
    ['BR-289', { query: 'x'.repeat(76) }, ['query must be shorter than or equal to 75 characters']],
    ['BR-280', { limit: 5 }, ['property limit should not exist']],
    ['BR-280', { filters: {} }, ['filters must be an array']],
    [
      'BR-280',
      { filters: [5] },
      ['filters.0.each value in nested property filters must be either object or array'],
    ],
    [
      'BR-287',
      { filters: [{ group: 'XOR', filters: [] }] },
      ['filters.0.group must be a valid enum value', 'filters.0.filters must contain at least 1 elements'],
    ],
    ['BR-287', { filters: [{ group: 'OR' }] }, ['filters.0.filters must be an array']],
    [
      'BR-287',
      { filters: [{ filters: [{ field: 'city', operator: 'exists' }] }] },
      [
        'filters.0.property filters should not exist',
        'filters.0.field must be a string',
        'filters.0.field should not be empty',
        'filters.0.operator must be a string',
        'filters.0.operator should not be empty',
      ],
    ],
    [
      'BR-287',
      { filters: [{ group: 'OR', field: 'city', filters: [{ field: 'city', operator: 'exists' }] }] },
      ['filters.0.property field should not exist'],
    ],
    [
      'BR-280',
      { filters: [{ field: 5, operator: null, op: 1 }] },
      [
        'filters.0.property op should not exist',
        'filters.0.field must be a string',
        'filters.0.operator must be a string',
        'filters.0.operator should not be empty',
      ],
    ],
    [
      'BR-287',
      { filters: [deep(6)] },
      [
        ...['group', 'filters'].map(
          (name) =>
            `filters.0.filters.0.filters.0.filters.0.filters.0.filters.0.property ${name} should not exist`,
        ),
        ...['field', 'operator'].flatMap((name) => [
          `filters.0.filters.0.filters.0.filters.0.filters.0.filters.0.${name} must be a string`,
          `filters.0.filters.0.filters.0.filters.0.filters.0.filters.0.${name} should not be empty`,
        ]),
      ],
    ],
    [
      'BR-290',
      { sort: Array.from({ length: 3 }, () => ({ field: 'dnd', direction: 'asc' })) },
      ['sort must contain not more than 2 elements'],
    ],
    [
      'BR-290',
      { sort: [{ field: 'dnd', direction: 'up' }] },
      ['sort.0.direction must be a valid enum value'],
    ],
    ['BR-290', { sort: [{ field: 'dnd' }] }, ['sort.0.direction must be a valid enum value']],
    ['BR-292', { searchAfter: 'x' }, ['searchAfter must be an array']],
    ['BR-024', { query: 'a\0b' }, ['query must be text without NUL characters and lone surrogates']],
  ])('%s: %j with 422', async (_rule, body, message) => {
    const reply = await search(body)
    expect(reply.status).toBe(422)
    expect(reply.body.message).toEqual(message)
  })

  it('BR-287 nothing with groups nested five deep', async () => {
    expect(await found({ filters: [deep(5)] })).toBe('cyd')
  })

  it.each([
    ['BR-281', { filters: [{ field: 'x', operator: 'eq', value: 'y' }] }, 'Invalid field x'],
    [
      'BR-282',
      { filters: [{ field: 'email', operator: 'contains', value: 'y' }] },
      'Invalid operator contains for field email',
    ],
    [
      'BR-283',
      { filters: [{ field: 'city', operator: 'eq' }] },
      'Invalid value for operator eq of field city',
    ],
    ['BR-290', { sort: [{ field: 'phone', direction: 'asc' }] }, 'Invalid field phone'],
    ['BR-291', { page: 101 }, 'page times pageLimit must not be greater than 10000: use searchAfter'],
    ['BR-292', { searchAfter: ['x', 'id'] }, 'searchAfter must be that of a row under the same sort'],
    ['BR-292', { page: 1, searchAfter: [5, 'id'] }, 'page and searchAfter must not be sent together'],
  ])('%s: %j with 400', async (_rule, body, message) => {
    const reply = await search(body)
    expect(reply.status).toBe(400)
    expect(reply.body).toEqual({
      message,
      error: 'Bad Request',
      statusCode: 400,
      traceId: expect.stringMatching(/^[\da-f-]{36}$/),
    })
    expect(Object.keys(reply.body)).toEqual(['message', 'error', 'statusCode', 'traceId'])
  })

  it('BR-280 the location first, then the shape, then the fields', async () => {
    const unknown = { filters: [{ field: 'x', operator: 'eq', value: 'y' }] }
    const elsewhere = { locationId: server.locationId, ...unknown, page: 'x' }
    expect(await search(elsewhere)).toMatchObject({
      status: 403,
      body: {
        message: 'The token does not have access to this location.',
        error: 'Forbidden',
        statusCode: 403,
      },
    })
    expect((await search({ ...unknown, page: 'x' })).status).toBe(422)
    expect((await search(unknown)).status).toBe(400)
  })

  it('BR-281 the custom field of another location', async () => {
    const field = `customFields.${world.fields.text}`
    const reply = await server.call('POST', '/contacts/search', {
      locationId: server.locationId,
      pageLimit: 5,
      filters: [{ field, operator: 'exists' }],
    })
    expect(reply).toMatchObject({ status: 400, body: { message: `Invalid field ${field}` } })
  })
})

describe('search results', () => {
  it('BR-298 include all earlier writes at once', async () => {
    const there = await searchWorld(server)
    const { locationId, headers } = there
    const names = async () => {
      const body = { locationId, pageLimit: 10, filters: [{ field: 'tags', operator: 'eq', value: 'now' }] }
      const reply = await server.call<Found>('POST', '/contacts/search', body, headers)
      return reply.body.contacts.map((row) => row.firstNameLowerCase)
    }
    const made = await server.call(
      'POST',
      '/contacts/',
      { locationId, firstName: 'A', tags: ['now'] },
      headers,
    )
    expect(await names()).toEqual(['a'])
    const url = `/contacts/${made.body.contact.id}`
    await server.call('PUT', url, { firstName: 'B' }, headers)
    expect(await names()).toEqual(['b'])
    await server.call('DELETE', `${url}/tags`, { tags: ['now'] }, headers)
    expect(await names()).toEqual([])
    await server.call('POST', `${url}/tags`, { tags: ['now'] }, headers)
    expect(await names()).toEqual(['b'])
    await server.call('DELETE', url, undefined, headers)
    expect(await names()).toEqual([])
  })

  it('BR-292 are the same in pages and at once, in any order, while contacts are created and deleted', async () => {
    const there = await searchWorld(server)
    const { locationId, headers, fields } = there
    const create = (body: object) =>
      writeContact(server.call, 'POST', '/contacts/', { locationId, ...body }, headers)
    for (const body of fc.sample(anyContactBody(fields), { numRuns: 40, seed: 7 })) {
      expect((await create(body)).status).toBe(201)
    }
    const names = [
      'firstNameLowerCase',
      'businessName',
      'dnd',
      'email',
      'dateAdded',
      `customFields.${fields.date}`,
    ]
    for (const field of names) {
      const sort = [
        { field, direction: 'desc' },
        { field: `customFields.${fields.number}`, direction: 'asc' },
      ]
      const page = async (body: object) => {
        const reply = await server.call<Found>(
          'POST',
          '/contacts/search',
          { locationId, sort, ...body },
          headers,
        )
        expect(reply.status, reply.text).toBe(200)
        return reply.body.contacts
      }
      const all = (await page({ pageLimit: 500 })).map(({ id }) => id)
      const paged: string[] = []
      let rows = await page({ pageLimit: 7 })
      while (rows.length > 0) {
        paged.push(...rows.map(({ id }) => id))
        const last = rows.at(-1)
        await create({ firstName: 'Comes in between' })
        await server.call('DELETE', `/contacts/${last?.id}`, undefined, headers)
        rows = await page({ pageLimit: 7, searchAfter: last?.searchAfter })
      }
      expect(paged.filter((id) => all.includes(id))).toEqual(all)
      expect(new Set(paged).size).toBe(paged.length)
    }
  })
})
