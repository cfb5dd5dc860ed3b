import { beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { readPlace } from './read-business-query.ts'

const server = useTestServer()
let businessId: string
let ids: string[]
beforeAll(async () => {
  businessId = await newBusiness('Doe Enterprises')
  const other = await newBusiness('Others')
  const names = ['Zoë Doe', 'anna, the first', 'Émile', 'Bo']
  ids = []
  for (const name of names) ids.push(await newContact(server, { name }))
  ids.push(
    await newContact(server, {
      email: 'nameless@example.com',
      dndSettings: { SMS: { status: 'active' } },
    }),
  )
  const elsewhere = [await newContact(server, { name: 'Anna Other' })]
  await addTo(businessId, ids)
  await addTo(other, elsewhere)
  await newContact(server, { name: 'Anna Nobody' })
})

const newBusiness = async (name: string) => {
  const body = { name, locationId: server.locationId }
  return (await server.call<{ buiseness: { id: string } }>('POST', '/businesses/', body)).body.buiseness.id
}

const addTo = (business: string, contacts: readonly string[]) =>
  server.call('POST', '/contacts/bulk/business', {
    locationId: server.locationId,
    ids: contacts,
    businessId: business,
  })

interface ListReply {
  contacts: { id: string; contactName: string; businessId: string; startAfter: [string | null, string] }[]
  count: number
  traceId: string
  message: unknown
}

const list = (query = '', headers = {}) =>
  server.call<ListReply>(
    'GET',
    `/contacts/business/${businessId}?locationId=${server.locationId}${query}`,
    undefined,
    headers,
  )

const namesIn = ({ contacts }: ListReply) => contacts.map(({ contactName }) => contactName)
const byName = ['anna, the first', 'bo', 'zoë doe', 'émile', 'nameless@example.com']

describe('BR-268 the contacts of a business, by name', () => {
  it('are those that were added to it, with their number', async () => {
    const { status, body } = await list()
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['contacts', 'count', 'traceId'])
    expect(namesIn(body)).toEqual(byName)
    expect(body.count).toBe(5)
    expect(new Set(body.contacts.map((row) => row.businessId))).toEqual(new Set([businessId]))
  })

  it.each([
    ['limit', '&limit=2', byName.slice(0, 2), 5],
    ['skip', '&skip=3', byName.slice(3), 5],
    ['limit and skip', '&limit=1&skip=1', ['bo'], 5],
    ['an empty skip', '&skip=', byName, 5],
    ['query', '&query=ANNA', ['anna, the first'], 1],
    ['query by email', '&query=nameless%40', ['nameless@example.com'], 1],
    ['a query that matches nobody', '&query=other', [], 0],
  ])('%s', async (_what, query, names, count) => {
    const { body } = await list(query)
    expect(namesIn(body)).toEqual(names)
    expect(body.count).toBe(count)
  })

  it.each(['in one parameter', 'in two'])('are paged by startAfter, %s', async (how) => {
    const seen: string[] = []
    let query = ''
    for (let page = 0; page < 6; page++) {
      const { body } = await list(`&limit=1${query}`)
      const [row] = body.contacts
      if (!row) break
      seen.push(row.contactName)
      const [name, id] = row.startAfter.map((part) => encodeURIComponent(part ?? ''))
      query = how === 'in two' ? `&startAfter=${name}&startAfter=${id}` : `&startAfter=${name},${id}`
    }
    expect(seen).toEqual(byName)
  })

  it('under v3 have the names of v3', async () => {
    const { body } = await list('&query=nameless', { version: 'v3' })
    expect(body.contacts).toMatchObject([{ dndSettings: { sms: { status: 'active' } } }])
  })

  it('immediately exclude a contact that was removed', async () => {
    const [first = ''] = ids
    await server.call('POST', '/contacts/bulk/business', {
      locationId: server.locationId,
      ids: [first],
      businessId: null,
    })
    expect(namesIn((await list()).body)).toEqual(byName.filter((name) => name !== 'zoë doe'))
    await addTo(businessId, [first])
    expect((await list()).body.count).toBe(5)
  })
})

describe('BR-269 the errors of the list', () => {
  it.each<[string, string, number, unknown]>([
    ['no location', '?limit=1', 422, ['locationId must be a string', 'locationId should not be empty']],
    [
      'another location',
      `?locationId=${'x'.repeat(20)}&nope=1`,
      403,
      'The token does not have access to this location.',
    ],
    ['an unknown parameter', '?locationId=HERE&nope=1', 422, ['property nope should not exist']],
    ['a limit of zero', '?locationId=HERE&limit=0', 422, ['limit must not be less than 1']],
    ['an empty limit', '?locationId=HERE&limit=', 422, ['limit must not be less than 1']],
    [
      'a limit and a skip that are too large',
      '?locationId=HERE&limit=101&skip=10001',
      422,
      ['limit must not be greater than 100', 'skip must not be greater than 10000'],
    ],
    [
      'no numbers',
      '?locationId=HERE&limit=a&skip=-1',
      422,
      ['limit must be a number conforming to the specified constraints', 'skip must not be less than 0'],
    ],
    [
      'a startAfter of three parts',
      '?locationId=HERE&startAfter=a&startAfter=b&startAfter=c',
      422,
      ['startAfter must contain not more than 2 elements'],
    ],
  ])('%s', async (_what, query, status, message) => {
    const url = `/contacts/business/${businessId}${query.replace('HERE', server.locationId)}`
    expect(await server.call('GET', url)).toMatchObject({ status, body: { message } })
  })

  it('an unknown business, and one of another location', async () => {
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    for (const id of ['a'.repeat(24), businessId]) {
      const url = `/contacts/business/${id}?locationId=${locationId}`
      expect(await server.call('GET', url, undefined, headers)).toMatchObject({
        status: 400,
        body: { message: `Business not found for id:${id}` },
      })
    }
  })
})

it.each([
  ['jane doe,abc', ['jane doe'], 'abc'],
  ['Doe, Jane,abc', ['doe, jane'], 'abc'],
  [',abc', [null], 'abc'],
  ['abc', ['abc'], ''],
])('a place of %s', (text, values, id) => {
  expect(readPlace(text)).toEqual({ values, id })
})
