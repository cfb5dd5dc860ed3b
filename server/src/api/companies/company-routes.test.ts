import { beforeAll, describe, expect, it } from 'vitest'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { markLocationDeleted } from '../locations/location-store.ts'
import { createCompany } from './create-company.ts'

const server = useTestServer()
const profile = {
  email: 'hello@example.com',
  phone: '+1202-555-0107',
  website: 'https://www.example.com',
  address: '3500 Deer Creek Road',
  city: 'Palo Alto',
  postalCode: '94304',
  country: 'US',
  state: 'CA',
  timezone: 'US/Central',
}

const get = (id: string, headers: object) =>
  server.call<{ company: object; message: string }>('GET', `/companies/${id}`, undefined, { ...headers })

let agency: { authorization: string }
beforeAll(async () => {
  const { companyId, fixtures } = server
  agency = bearer((await fixtures.token({ companyId, scopes: ['companies.readonly'] })).token)
})

describe.each(['2021-07-28', 'v3'])('Get Company under Version %s', (version) => {
  it('BR-487 returns what is set, in the order of the specification, and counts the locations', async () => {
    const { storage, fixtures } = server
    const { id } = await storage.write(
      // In another order than the specification's.
      (tx) =>
        createCompany(tx, server, {
          name: 'Tesla',
          ...Object.fromEntries(Object.entries(profile).reverse()),
        }),
      'database',
    )
    const headers = bearer((await fixtures.token({ companyId: id })).token)
    const gone = await fixtures.location(id)
    await fixtures.location(id)
    await storage.write((tx) => tx.run(markLocationDeleted, { id: gone, dateDeleted: 1 }), 'database')
    const reply = await get(id, { ...headers, version })
    const company = { id, name: 'Tesla', ...profile, locationCount: 1 }
    expect([reply.status, reply.text]).toEqual([200, JSON.stringify({ company })])
  })

  it('BR-487 leaves out what is not set', async () => {
    const { companyId } = server
    const company = { id: companyId, name: 'Acme Agency', locationCount: 1 }
    expect((await get(companyId, { ...agency, version })).body).toEqual({ company })
  })

  it('BR-487 refuses another company, and one that does not exist', async () => {
    const other = await server.fixtures.company('Other Agency')
    for (const id of [other, 'unknown', '%00']) {
      const reply = await get(id, { ...agency, version })
      expect([reply.status, reply.body]).toEqual([
        401,
        { statusCode: 401, message: 'This location is not accessible from this token!' },
      ])
    }
  })

  it('BR-487 refuses a token of a location', async () => {
    const reply = await get(server.companyId, { version })
    expect([reply.status, reply.body.message]).toEqual([401, "Token's user type mismatch!"])
  })
})
