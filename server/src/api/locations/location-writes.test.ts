import { beforeAll, describe, expect, it } from 'vitest'
import { bearer, type Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { maxLocations } from './add-location.ts'
import { insertLocation } from './location-store.ts'

const server = useTestServer()
let agency: { authorization: string }
beforeAll(async () => {
  agency = bearer((await server.fixtures.token({ companyId: server.companyId })).token)
})

interface Written {
  id: string
  name: string
  locations: { id: string; name: string }[]
  location: object
  message: string[]
}

const ask = (method: Method, url: string, body?: unknown, headers = agency) =>
  server.call<Written>(method, url, body, headers)

const create = (fields: object) => ask('POST', '/locations/', { companyId: server.companyId, ...fields })

const get = async (id: string) => (await ask('GET', `/locations/${id}`)).body.location

const texts = {
  phone: '+1410039940',
  address: '4th fleet street',
  city: 'New York',
  state: 'Illinois',
  postalCode: '567654',
  website: 'https://yourwebsite.com',
}
const prospectInfo = { firstName: 'John', lastName: 'Doe', email: 'John.Doe@mail.com' }
const noSettings = {
  allowDuplicateContact: false,
  allowDuplicateOpportunity: false,
  allowFacebookNameMerge: false,
  disableContactTimezone: false,
  contactUniqueIdentifiers: ['email', 'phone'],
}

describe('Create Location', () => {
  it('BR-234 BR-235 stores the body, and Get Location returns it, and the same for the business', async () => {
    const { companyId } = server
    const where = { country: 'GB', timezone: 'Europe/London' }
    const settings = { allowDuplicateContact: true, disableContactTimezone: true }
    const social = { facebookUrl: 'https://www.facebook.com/', googlePlacesId: 'ChIJJGPdVbQTrjsRGUkefteUeFk' }
    const sent = { name: ' Mark Shoes ', ...texts, ...where, prospectInfo, settings, social }
    const { status, body } = await create(sent)
    const { id } = body
    const name = 'Mark Shoes'
    const kept = { ...noSettings, ...settings }
    expect({ status, body }).toEqual({
      status: 200,
      body: { id, companyId, name, email: prospectInfo.email, ...texts, ...where, settings: kept, social },
    })
    const { phone, ...place } = { ...texts, ...where }
    expect(await get(id)).toEqual({
      id,
      companyId,
      name,
      phone,
      ...place,
      ...prospectInfo,
      business: { name, ...place },
      settings: kept,
      social,
    })
  })

  it('BR-235 requires only a name and the token’s company; credentials and snapshots are not stored', async () => {
    const notKept = {
      twilio: { sid: 'AC_1', authToken: 'canary-token' },
      mailgun: { apiKey: 'canary-key', domain: 'example.com' },
      snapshotId: 'canary-snapshot',
    }
    const { status, text } = await create({ name: 'Plain', ...notKept })
    expect(status).toBe(200)
    expect(text).not.toContain('canary')
    expect(JSON.parse(text)).toMatchObject({ country: 'US', timezone: 'America/New_York', social: {} })
    const row = await server.storage.read((tx) =>
      tx.get<Record<string, never>, { n: number }>(
        { name: 'count-canaries', sql: `SELECT COUNT(*) AS n FROM locations WHERE profile LIKE '%canary%'` },
        {},
      ),
    )
    expect(row).toEqual({ n: 0 })
  })

  it.each([
    [{}, ['name must be a string', 'name should not be empty']],
    [{ name: ' ' }, ['name should not be empty']],
    [{ name: 'a', country: 'XX' }, ['country must be a valid enum value']],
    [{ name: 'a', timezone: 'Mars/North' }, ['timezone must be a valid IANA time-zone']],
    [{ name: 'a', prospectInfo: { ...prospectInfo, email: 'x' } }, ['prospectInfo.email must be an email']],
    [{ name: 'a', social: { tiktok: 'x' } }, ['social.property tiktok should not exist']],
    [
      { name: 'a', settings: { allowDuplicateContact: 'no' } },
      ['settings.allowDuplicateContact must be a boolean value'],
    ],
    [{ name: 'a', id: 'mine' }, ['property id should not exist']],
  ])('BR-235 refuses %j', async (body, sentences) => {
    const reply = await create(body)
    expect({ status: reply.status, message: reply.body.message }).toEqual({ status: 422, message: sentences })
  })

  it('BR-235 refuses a company other than the token’s, and too many locations of a company', async () => {
    const { fixtures, storage } = server
    const unreachable = { status: 401, body: { message: 'This location is not accessible from this token!' } }
    const companyId = await fixtures.company('Full')
    expect(await create({ name: 'a', companyId })).toMatchObject(unreachable)
    const { token } = await fixtures.token({ companyId })
    const blank = { companyId, country: 'US', timezone: 'UTC', allowDuplicateContact: 0, dateAdded: 0 }
    await storage.write(async (tx) => {
      for (let number = 0; number < maxLocations; number += 1)
        await tx.run(insertLocation, { ...blank, id: `full${number}`, name: 'Full' })
    }, 'database')
    const reply = await ask('POST', '/locations/', { name: 'a', companyId }, bearer(token))
    expect(reply).toMatchObject({
      status: 400,
      body: { message: 'This company has 10000 locations, the most it can have' },
    })
  })
})

describe('Put Location', () => {
  it('BR-235 changes what the body includes, and each setting and link separately; "" removes a text', async () => {
    const { companyId } = server
    const social = { twitter: 'https://twitter.example', yelp: 'https://yelp.example' }
    const { id } = (await create({ name: 'Before', ...texts, prospectInfo, social })).body
    const put = async (fields: object) => {
      const reply = await ask('PUT', `/locations/${id}/`, { companyId, ...fields })
      expect({ status: reply.status, id: reply.body.id }).toEqual({ status: 200, id })
    }
    const before = await get(id)
    await put({})
    expect(await get(id)).toEqual(before)

    await put({
      settings: { allowFacebookNameMerge: true },
      social: { twitter: '', yelp: 'https://y.example' },
    })
    await put({ settings: { allowDuplicateContact: true }, name: 'After', city: '', country: 'DE' })
    const after = await get(id)
    expect(after).toMatchObject({
      name: 'After',
      country: 'DE',
      address: texts.address,
      email: prospectInfo.email,
      business: { name: 'After', country: 'DE' },
      settings: { ...noSettings, allowFacebookNameMerge: true, allowDuplicateContact: true },
      social: { yelp: 'https://y.example' },
    })
    expect(after).not.toHaveProperty('city')
    expect(after).toMatchObject({ social: { yelp: 'https://y.example' } })
    expect(JSON.stringify(after)).not.toContain('twitter')
  })

  it('BR-235 takes effect at once: contacts may then share an email', async () => {
    const { companyId } = server
    const locationId = (await create({ name: 'Shares' })).body.id
    const contact = () => ask('POST', '/contacts/', { locationId, email: 'same@example.com' })
    expect((await contact()).status).toBe(201)
    expect((await contact()).status).toBe(400)
    await ask('PUT', `/locations/${locationId}`, { companyId, settings: { allowDuplicateContact: true } })
    expect((await contact()).status).toBe(201)
  })

  it('BR-386 stores the identifiers for upserts and duplicates, without duplicates, in a create and an update', async () => {
    const { companyId } = server
    const settings = { contactUniqueIdentifiers: ['phone', 'email', 'phone'] }
    const { id } = (await create({ name: 'Identified', settings })).body
    expect(await get(id)).toMatchObject({ settings: { contactUniqueIdentifiers: ['phone', 'email'] } })
    const put = (contactUniqueIdentifiers: unknown) =>
      ask('PUT', `/locations/${id}`, { companyId, settings: { contactUniqueIdentifiers } })
    expect(await put(['email'])).toMatchObject({
      status: 200,
      body: { settings: { contactUniqueIdentifiers: ['email'] } },
    })
    for (const wrong of [[], ['email', 'name'], ['Email'], 'email', [null]])
      expect(await put(wrong)).toMatchObject({ status: 422 })
    await ask('PUT', `/locations/${id}`, { companyId, settings: { allowFacebookNameMerge: true } })
    expect(await get(id)).toMatchObject({ settings: { contactUniqueIdentifiers: ['email'] } })
  })

  it('BR-235 refuses a body without the company, or with another one', async () => {
    const url = `/locations/${server.locationId}`
    expect((await ask('PUT', url, { name: 'a' })).status).toBe(422)
    expect((await ask('PUT', url, { companyId: 'other' })).status).toBe(401)
    expect(await get(server.locationId)).toMatchObject({ name: 'Main' })
  })
})

describe('Search Locations', () => {
  it('BR-236 finds those of the company, oldest or newest first, in pages, and by email in any case', async () => {
    const { fixtures, clock } = server
    const companyId = await fixtures.company('Searched')
    const headers = bearer((await fixtures.token({ companyId })).token)
    for (let number = 0; number < 12; number += 1) {
      clock.advance(1)
      const email = `Straße${number % 2}@example.com`
      const body = { name: `L${number}`, companyId, prospectInfo: { ...prospectInfo, email: 'a@b.de' } }
      if (number > 5) body.prospectInfo.email = email.replace('ß', 'ss').toUpperCase()
      await ask('POST', '/locations/', body, headers)
    }
    const find = async (query: string) => {
      const { status, body } = await ask('GET', `/locations/search${query}`, undefined, headers)
      return status === 200 ? body.locations.map(({ name }) => name) : [status]
    }
    const all = Array.from({ length: 12 }, (_, number) => `L${number}`)
    expect(await find('')).toEqual(all.slice(0, 10))
    expect(await find(`?companyId=${companyId}&order=desc&limit=3`)).toEqual(['L11', 'L10', 'L9'])
    expect(await find('?skip=10&limit=500')).toEqual(['L10', 'L11'])
    expect(await find('?email=strasse1@EXAMPLE.com')).toEqual(['L7', 'L9', 'L11'])
    expect(await find('?email=nobody@example.com')).toEqual([])
    expect(await find('?order=up')).toEqual([422])
    expect(await find('?limit=some')).toEqual([422])
    expect(await find(`?companyId=${server.companyId}`)).toEqual([401])
  })

  it('BR-236 returns only a location’s own location for its token', async () => {
    const { body } = await server.call<Written>('GET', '/locations/search')
    expect(body.locations).toMatchObject([{ id: server.locationId, name: 'Main', settings: noSettings }])
    expect(body.locations[0]).not.toHaveProperty('companyId')
  })
})

it.each([
  ['POST', '/locations/', { name: 'a' }],
  ['PUT', '/locations/LOCATION', {}],
  ['DELETE', '/locations/LOCATION?deleteTwilioAccount=false', undefined],
] as const)('BR-237 %s %s refuses a location’s token', async (method, url, body) => {
  const { companyId, locationId } = server
  const reply = await server.call(method, url.replace('LOCATION', locationId), body && { companyId, ...body })
  expect(reply).toMatchObject({ status: 401, body: { message: "Token's user type mismatch!" } })
})
