import { beforeAll, describe, expect, it } from 'vitest'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { isTimezone } from '../../lib/timezone.ts'

const server = useTestServer()
let companyToken: string
let otherLocationId: string
let foreignLocationId: string

beforeAll(async () => {
  const { fixtures, companyId } = server
  companyToken = (await fixtures.token({ companyId })).token
  otherLocationId = await fixtures.location(companyId, { name: 'Other', allowDuplicateContact: true })
  foreignLocationId = await fixtures.location(await fixtures.company('Foreign'))
})

const unreachable = { statusCode: 401, message: 'This location is not accessible from this token!' }

describe('Get Location', () => {
  it('BR-068 BR-386 returns the location with its settings', async () => {
    const { status, body } = await server.call('GET', `/locations/${server.locationId}`)
    expect(status).toBe(200)
    expect(body).toEqual({
      location: {
        id: server.locationId,
        companyId: server.companyId,
        name: 'Main',
        country: 'US',
        timezone: 'America/New_York',
        business: { name: 'Main', country: 'US', timezone: 'America/New_York' },
        social: {},
        settings: {
          allowDuplicateContact: false,
          allowDuplicateOpportunity: false,
          allowFacebookNameMerge: false,
          disableContactTimezone: false,
          contactUniqueIdentifiers: ['email', 'phone'],
        },
      },
    })
  })

  it("BR-068 returns each location of the company for a company's token", async () => {
    const url = `/locations/${otherLocationId}/`
    const { status, body } = await server.call('GET', url, undefined, bearer(companyToken))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      location: { id: otherLocationId, name: 'Other', settings: { allowDuplicateContact: true } },
    })
  })
})

describe('Fetch Timezones', () => {
  it('BR-069 BR-388 lists the valid time zones of contacts, under both names', async () => {
    const url = `/locations/${server.locationId}/timezones`
    const { status, body } = await server.call<Record<'timezones' | 'timeZones', string[]>>('GET', url)
    expect(status).toBe(200)
    expect(body.timezones).toEqual(expect.arrayContaining(['America/Chicago', 'Europe/Berlin', 'UTC']))
    expect(body.timezones.every(isTimezone)).toBe(true)
    expect(body.timeZones).toEqual(body.timezones)
  })
})

describe('the paths of a location that the token cannot access', () => {
  const field = { name: 'F', dataType: 'TEXT' }
  const paths = [
    ['GET', '', undefined],
    ['GET', '/timezones', undefined],
    ['GET', '/tags', undefined],
    ['GET', '/tags/x', undefined],
    ['POST', '/tags', { name: 't' }],
    ['POST', '/tags', { wrong: 1 }],
    ['GET', '/customFields', undefined],
    ['GET', '/customFields?model=nonsense', undefined],
    ['POST', '/customFields', field],
    ['POST', '/customFields', {}],
    ['GET', '/customFields/x', undefined],
    ['PUT', '/customFields/x', field],
    ['DELETE', '/customFields/x', undefined],
  ] as const

  it.each(paths)("BR-011 refuses a location's token: %s %s", async (method, path, body) => {
    for (const id of [otherLocationId, foreignLocationId, 'no-such-location']) {
      const reply = await server.call(method, `/locations/${id}${path}`, body)
      expect(reply).toMatchObject({ status: 401, body: unreachable })
    }
  })

  it.each(paths)("BR-011 refuses a company's token: %s %s", async (method, path, body) => {
    for (const id of [foreignLocationId, 'no-such-location']) {
      const reply = await server.call(method, `/locations/${id}${path}`, body, bearer(companyToken))
      expect(reply).toMatchObject({ status: 401, body: unreachable })
    }
  })

  it.each([
    ['GET', '', 'locations.readonly'],
    ['GET', '/timezones', 'locations.readonly'],
    ['GET', '/tags', 'locations/tags.readonly'],
    ['GET', '/tags/x', 'locations/tags.readonly'],
    ['POST', '/tags', 'locations/tags.write'],
    ['GET', '/customFields', 'locations/customFields.readonly'],
    ['GET', '/customFields/x', 'locations/customFields.readonly'],
    ['POST', '/customFields', 'locations/customFields.write'],
    ['POST', '/customFields/upload', 'locations/customFields.write'],
    ['PUT', '/customFields/x', 'locations/customFields.write'],
    ['DELETE', '/customFields/x', 'locations/customFields.write'],
  ] as const)('BR-007 wants its scope: %s %s %s', async (method, path, scope) => {
    const { fixtures, companyId, locationId } = server
    const every = ['locations.readonly', 'locations/tags.readonly', 'locations/tags.write'] as const
    const fields = ['locations/customFields.readonly', 'locations/customFields.write'] as const
    const without = [...every, ...fields, 'contacts.write' as const].filter((other) => other !== scope)
    const url = `/locations/${locationId}${path}`
    const missing = await fixtures.token({ companyId, locationId, scopes: without })
    const refused = await server.call(method, url, undefined, bearer(missing.token))
    expect(refused.status).toBe(401)
    expect(refused.body.message).toBe('The token is not authorized for this scope.')
    const having = await fixtures.token({ companyId, locationId, scopes: [scope] })
    expect((await server.call(method, url, undefined, bearer(having.token))).status).not.toBe(401)
  })
})
