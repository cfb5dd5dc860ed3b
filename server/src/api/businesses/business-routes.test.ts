import { beforeAll, describe, expect, it } from 'vitest'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import type { Business } from './business.ts'
import { insertBusiness } from './business-store.ts'
import { maxBusinesses } from './create-business.ts'

const server = useTestServer()
let sibling: { id: string; token: string }
let companyToken: string
beforeAll(async () => {
  const { fixtures, companyId } = server
  const id = await fixtures.location(companyId)
  sibling = { id, token: (await fixtures.token({ companyId, locationId: id })).token }
  companyToken = (await fixtures.token({ companyId })).token
})

const details = {
  phone: '+18832327657',
  email: 'john@deo.com',
  website: 'www.xyz.com',
  address: 'street adress',
  city: 'new york',
  postalCode: '12312312',
  state: 'new york',
  country: 'us',
  description: 'business description',
}

interface Written {
  success: boolean
  buiseness: Business
  message: string[]
}

const create = (body: object, headers = {}) =>
  server.call<Written>('POST', '/businesses/', { locationId: server.locationId, ...body }, headers)

const get = async (id: string) => (await server.call<{ business: Business }>('GET', `/businesses/${id}`)).body

describe('a business', () => {
  it('BR-230 is created with all of its properties, and found by its id of 24 hexadecimal digits', async () => {
    const { status, body } = await create({ name: 'Microsoft', ...details })
    expect(status).toBe(201)
    const { id, createdBy } = body.buiseness
    const now = new Date(server.clock.now()).toISOString()
    expect(id).toMatch(/^[0-9a-f]{24}$/)
    expect(createdBy).toMatchObject({ source: 'INTEGRATION', channel: 'OAUTH', timestamp: now })
    expect(body).toEqual({
      success: true,
      buiseness: {
        id,
        name: 'Microsoft',
        locationId: server.locationId,
        ...details,
        createdBy,
        updatedBy: createdBy,
        createdAt: now,
        updatedAt: now,
      },
    })
    expect(await get(id)).toEqual({ business: body.buiseness })
  })

  it('BR-230 changes only the properties sent; "" removes one', async () => {
    const { buiseness: before } = (await create({ name: 'Before', ...details })).body
    server.clock.advance(1000)
    const url = `/businesses/${before.id}/`
    const { status, body } = await server.call<Written>('PUT', url, { name: 'After', website: '' })
    const { website, ...kept } = before
    const now = new Date(server.clock.now()).toISOString()
    const after = {
      ...kept,
      name: 'After',
      updatedAt: now,
      updatedBy: { ...before.updatedBy, timestamp: now },
    }
    expect(website).toBe(details.website)
    expect({ status, body }).toEqual({ status: 200, body: { success: true, buiseness: after } })
    expect(await get(before.id)).toEqual({ business: after })
    expect((await server.call('PUT', url, {})).status).toBe(200)
  })

  it.each([
    [{}, ['name must be a string', 'name should not be empty']],
    [{ name: '' }, ['name should not be empty']],
    [{ name: ' \t' }, ['name should not be empty']],
    [{ name: 'n'.repeat(256) }, ['name must be shorter than or equal to 255 characters']],
    [{ name: 'a', email: 'nobody' }, ['email must be an email']],
    [{ name: 'a', phone: null, size: 3 }, ['property size should not exist', 'phone must be a string']],
  ])("BR-230 can't be created with %j", async (body, sentences) => {
    const { status, body: refusal } = await create(body)
    expect(status).toBe(422)
    expect(refusal.message).toEqual(sentences)
  })

  it('BR-230 refuses a body without a location, or with another one', async () => {
    const nowhere = await server.call('POST', '/businesses/', { name: 'a' })
    expect(nowhere).toMatchObject({ status: 422 })
    expect(nowhere.body.message).toContain('locationId should not be empty')
    const { id } = (await create({ name: 'Staying' })).body.buiseness
    const moved = await server.call('PUT', `/businesses/${id}`, { locationId: sibling.id })
    expect(moved).toMatchObject({ status: 422, body: { message: ['property locationId should not exist'] } })
  })

  it('BR-233 of another location is refused with 401, of another company or none with 400', async () => {
    const { fixtures } = server
    const stranger = await fixtures.company('Other')
    const foreign = (await fixtures.token({ companyId: stranger })).token
    const { id } = (await create({ name: 'Mine' })).body.buiseness
    const unreachable = { status: 401, body: { message: 'This location is not accessible from this token!' } }
    const notFound = (of: string) => ({ status: 400, body: { message: `Business not found for id:${of}` } })
    for (const [method, body] of [['GET'], ['PUT', { name: 'Theirs' }], ['DELETE']] as const) {
      const ask = (of: string, token: string) => server.call(method, `/businesses/${of}`, body, bearer(token))
      expect(await ask(id, sibling.token)).toMatchObject(unreachable)
      expect(await ask(id, foreign)).toMatchObject(notFound(id))
      expect(await ask('nobody', server.token)).toMatchObject(notFound('nobody'))
    }
    expect(await get(id)).toMatchObject({ business: { name: 'Mine' } })
    expect(await create({ name: 'a' }, bearer(sibling.token))).toMatchObject(unreachable)
    expect((await create({ name: 'a' }, bearer(companyToken))).status).toBe(201)
  })
})

describe('the businesses of a location', () => {
  const list = (query: string) =>
    server.call<{ businesses: Business[] }>(
      'GET',
      `/businesses/?locationId=${sibling.id}${query}`,
      undefined,
      bearer(sibling.token),
    )
  const namesOf = async (query: string) => (await list(query)).body.businesses.map(({ name }) => name)

  it('BR-231 are listed oldest first, 100 or limit of them after skip, without those of other locations', async () => {
    for (let number = 0; number < 105; number += 1) {
      server.clock.advance(1)
      await create({ name: `B${number}`, locationId: sibling.id }, bearer(sibling.token))
    }
    expect(await namesOf('')).toEqual(Array.from({ length: 100 }, (_, number) => `B${number}`))
    expect(await namesOf('&limit=2&skip=3')).toEqual(['B3', 'B4'])
    expect(await namesOf('&skip=104')).toEqual(['B104'])
    expect(await namesOf('&limit=999&skip=1')).toHaveLength(104)
  })

  it.each(['&limit=many', '&limit=0', '&skip=-1', '&limit=1&limit=2'])('BR-231 refuses %s', async (query) => {
    expect((await list(query)).status).toBe(422)
  })

  it('BR-231 are at most 10,000', async () => {
    const { fixtures, companyId, storage } = server
    const locationId = await fixtures.location(companyId)
    await storage.write(async (tx) => {
      for (let number = 0; number < maxBusinesses; number += 1)
        await tx.run(insertBusiness, { locationId, id: `${number}`, document: '{}', dateAdded: 0 })
    }, 'database')
    expect(await create({ name: 'a', locationId }, bearer(companyToken))).toMatchObject({
      status: 400,
      body: { message: 'This location has 10000 businesses, the most it can have' },
    })
  })
})
