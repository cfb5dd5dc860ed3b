import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FiredEvents } from '../../../../test/support/fired-events.ts'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()
let ofCompany: FiredEvents
let ofLocation: FiredEvents
let agency: Record<string, string>
beforeAll(async () => {
  const { companyId, locationId, fixtures } = server
  ofCompany = await FiredEvents.watch(server, companyId)
  ofLocation = await FiredEvents.watch(server, locationId)
  agency = bearer((await fixtures.token({ companyId })).token)
})
beforeEach(async () => {
  await ofCompany.take()
  await ofLocation.take()
})

describe('BR-707 locations and users', () => {
  it('LocationCreate is an event of the company', async () => {
    const { companyId } = server
    const prospectInfo = { firstName: 'Jo', lastName: 'Roe', email: 'jo@roe.com' }
    const body = { name: 'Second', companyId, prospectInfo }
    const reply = await server.call<{ id: string }>('POST', '/locations/', body, agency)
    expect([reply.status, reply.text]).toEqual([200, reply.text])
    const { id } = reply.body
    const event = { type: 'LocationCreate', id, companyId, name: 'Second', email: 'jo@roe.com' }
    expect((await ofCompany.take()).map(({ text }) => text)).toEqual([JSON.stringify(event)])
    expect(await ofLocation.take()).toEqual([])
  })

  it('LocationUpdate is an event of the location, if something changes', async () => {
    const { companyId, locationId } = server
    const put = (fields: object) =>
      server.call('PUT', `/locations/${locationId}`, { companyId, ...fields }, agency)
    expect(await put({ name: 'Renamed', city: 'Ulm' })).toMatchObject({ status: 200 })
    const event = { type: 'LocationUpdate', id: locationId, companyId, name: 'Renamed' }
    expect((await ofLocation.take()).map(({ text }) => text)).toEqual([JSON.stringify(event)])
    await put({ name: 'Renamed', city: 'Ulm' })
    await put({})
    expect(await ofLocation.types()).toEqual([])
    await put({ settings: { allowDuplicateContact: true } })
    expect(await ofLocation.types()).toEqual(['LocationUpdate'])
    expect(await ofCompany.types()).toEqual([])
  })

  const user = (fields: object) => ({
    companyId: server.companyId,
    firstName: 'Jane',
    lastName: 'van Doe',
    password: '*******',
    type: 'account',
    role: 'user',
    ...fields,
  })

  it('UserCreate is an event of each of the user’s locations', async () => {
    const { companyId, locationId, fixtures } = server
    const second = await fixtures.location(companyId)
    const ofSecond = await FiredEvents.watch(server, second)
    const body = user({ email: 'j@doe.com', phone: '+15551234567', locationIds: [locationId, second] })
    const reply = await server.call<{ id: string; permissions: object }>('POST', '/users/', body, agency)
    expect([reply.status, reply.text]).toEqual([201, reply.text])
    const { id } = reply.body
    const event = (place: string) => ({
      type: 'UserCreate',
      locationId: place,
      companyId,
      id,
      firstName: 'Jane',
      lastName: 'van Doe',
      email: 'j@doe.com',
      phone: '+15551234567',
      role: 'user',
      locations: [locationId, second],
    })
    expect((await ofLocation.take()).map(({ text }) => text)).toEqual([JSON.stringify(event(locationId))])
    expect((await ofSecond.take()).map(({ text }) => text)).toEqual([JSON.stringify(event(second))])
    expect(await ofCompany.take()).toEqual([])
  })

  it('or of the company, if the user has none', async () => {
    const { companyId } = server
    const body = user({ email: 'k@doe.com', type: 'agency', role: 'admin', locationIds: [] })
    const reply = await server.call<{ id: string }>('POST', '/users/', body, agency)
    expect([reply.status, reply.text]).toEqual([201, reply.text])
    expect(await ofCompany.take()).toMatchObject([
      { type: 'UserCreate', payload: { companyId, locations: [] } },
    ])
    expect(await ofLocation.take()).toEqual([])
  })
})
