import { beforeAll, describe, expect, it } from 'vitest'
import { documentOf, newContact, stateOf } from '../../../../../test/support/contacts.ts'
import { bearer } from '../../../../../test/support/server.ts'
import { useTestServer } from '../../../../../test/support/use-test-server.ts'

const server = useTestServer()
let businessId: string
beforeAll(async () => {
  businessId = await newBusiness('Doe Enterprises')
})

async function newBusiness(name: string, locationId = server.locationId, headers = {}): Promise<string> {
  const reply = await server.call<{ buiseness: { id: string } }>(
    'POST',
    '/businesses/',
    { name, locationId },
    headers,
  )
  return reply.body.buiseness.id
}

const bulk = (body: object) =>
  server.call<{ success: boolean; ids: string[]; message: unknown }>('POST', '/contacts/bulk/business', {
    locationId: server.locationId,
    ...body,
  })

const businessOf = async (id: string) => {
  const { body } = await server.call('GET', `/contacts/${id}`)
  return body.contact.businessId
}

describe('BR-266 contacts are added to a business and removed from it, all or none', () => {
  it('the contacts of the location, each once', async () => {
    const [one, two] = [await newContact(server), await newContact(server)]
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const sibling = (await server.call('POST', '/contacts/', { locationId, firstName: 'A' }, headers)).body
      .contact.id
    const { status, body } = await bulk({ ids: [one, 'nobody', two, sibling, one], businessId })
    expect(status).toBe(200)
    expect(body).toEqual({ success: true, ids: [one, two] })
    expect([await businessOf(one), await businessOf(two)]).toEqual([businessId, businessId])
    expect(await documentOf(server, sibling)).not.toContain(businessId)
  })

  it('null removes them completely', async () => {
    const id = await newContact(server)
    await bulk({ ids: [id], businessId })
    server.clock.advance(1000)
    expect((await bulk({ ids: [id], businessId: null })).body).toEqual({ success: true, ids: [id] })
    expect(await documentOf(server, id)).not.toContain('businessId')
    const before = await stateOf(server, id)
    server.clock.advance(1000)
    await bulk({ ids: [id], businessId: null })
    expect(await stateOf(server, id)).toBe(before)
  })

  it('an update keeps the business of a contact', async () => {
    const id = await newContact(server)
    await bulk({ ids: [id], businessId })
    await server.call('PUT', `/contacts/${id}`, { city: 'Ulm' })
    expect(await businessOf(id)).toBe(businessId)
  })
})

describe('BR-267 errors of the whole request', () => {
  it.each<[string, object, number, unknown]>([
    [
      'another location',
      { locationId: 'x'.repeat(20), nope: 1 },
      403,
      'The token does not have access to this location.',
    ],
    [
      'nothing',
      { ids: undefined, businessId: undefined },
      422,
      [
        'each value in ids must be a string',
        'ids must be an array',
        'businessId must be a string',
        'businessId should not be empty',
      ],
    ],
    ['an empty business', { businessId: '' }, 422, ['businessId should not be empty']],
    [
      'more than fifty contacts',
      { ids: Array(51).fill('a') },
      422,
      ['ids must contain not more than 50 elements'],
    ],
    [
      'an unknown business',
      { businessId: 'a'.repeat(24) },
      400,
      `Business not found for id:${'a'.repeat(24)}`,
    ],
  ])('%s', async (_what, body, status, message) => {
    const id = await newContact(server)
    const before = await stateOf(server, id)
    expect(await bulk({ ids: [id], businessId, ...body })).toMatchObject({ status, body: { message } })
    expect(await stateOf(server, id)).toBe(before)
  })

  it('a business of another location', async () => {
    const { companyId, fixtures } = server
    const locationId = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId, locationId })).token)
    const elsewhere = await newBusiness('Elsewhere', locationId, headers)
    const id = await newContact(server)
    expect(await bulk({ ids: [id], businessId: elsewhere })).toMatchObject({
      status: 400,
      body: { message: `Business not found for id:${elsewhere}` },
    })
    expect(await businessOf(id)).toBeUndefined()
  })
})
