import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { api, control } from '../../../test/support/dev-client.ts'
import { devPlaces, newDevDatabase } from '../../../test/support/dev-databases.ts'
import type { Contactd } from './contactd.ts'
import { startContactd } from './start-contactd.ts'

interface Contacts {
  contacts: { id: string; city: string | null; tags: string[] }[]
  meta: { total: number }
}

describe.each(devPlaces)('a development server %s', (place) => {
  let contactd: Contactd
  let drop: () => Promise<void>
  beforeAll(async () => {
    const database = await newDevDatabase(place)
    drop = database.drop
    contactd = await startContactd({ database: database.url })
  })
  beforeEach(() => contactd.reset())
  afterAll(async () => {
    await contactd.close()
    await drop()
  })

  const pathOf = (id: string) => `/contacts/${id}`
  const cityOf = async () => {
    const { body } = await api<{ contact: { city: string } }>(contactd, 'GET', pathOf(contactd.contactId))
    return body.contact.city
  }
  const setCity = (city: string) => api(contactd, 'PUT', pathOf(contactd.contactId), { city })
  const list = async (of: { token: string; locationId: string } = contactd) =>
    (
      await api<Contacts>(
        { url: contactd.url, token: of.token },
        'GET',
        `/contacts/?locationId=${of.locationId}&limit=100`,
      )
    ).body

  it('BR-604 a reset brings back the seed, the tokens and the search, and keeps snapshots', async () => {
    const before = await list()
    await contactd.snapshot('kept')
    const { token, locationId } = await contactd.createLocation()
    expect((await setCity('Aden')).status).toBe(200)
    expect((await list()).contacts.find(({ id }) => id === contactd.contactId)?.city).toBe('Aden')
    await api(contactd, 'DELETE', pathOf('ocQHyuzHvysMo5N5VsXc'))
    expect((await list()).meta.total).toBe(before.meta.total - 1)
    await contactd.clock.set({ now: '2030-01-01T00:00:00.000Z', frozen: true })
    await contactd.reset()
    expect((await list()).contacts).toEqual(before.contacts)
    expect(await cityOf()).toBe('Denver')
    expect((await contactd.clock.now()).frozen).toBe(false)
    expect((await contactd.clock.now()).now < '2030').toBe(true)
    // The location is gone, and with it its token, which was used and cached.
    const gone = await api({ url: contactd.url, token }, 'GET', `/locations/${locationId}`)
    expect(gone.status).toBe(401)
    expect((await control(contactd, 'GET', '/snapshots')).body).toMatchObject({
      snapshots: [{ name: 'kept' }],
    })
    await control(contactd, 'DELETE', '/snapshots/kept')
  })

  it('BR-605 a snapshot brings back data and clock, as often as it is asked for', async () => {
    await contactd.clock.set({ now: '2027-05-05T05:05:05.005Z', frozen: true })
    await setCity('Aden')
    const taken = await control(contactd, 'PUT', '/snapshots/with%20city')
    expect(taken.status).toBe(201)
    const contacts = (await list()).meta.total
    expect((await control(contactd, 'GET', '/snapshots')).body).toEqual({
      snapshots: [{ name: 'with city', takenAt: '2027-05-05T05:05:05.005Z', contacts }],
    })
    for (const round of [1, 2]) {
      await setCity(`City ${round}`)
      await api(contactd, 'DELETE', pathOf('ocQHyuzHvysMo5N5VsXc'))
      await contactd.clock.advance({ seconds: 3600 })
      expect((await list()).meta.total).toBe(contacts - 1)
      await contactd.restore('with city')
      expect(await cityOf()).toBe('Aden')
      expect((await list()).meta.total).toBe(contacts)
      expect(await contactd.clock.now()).toEqual({ now: '2027-05-05T05:05:05.005Z', frozen: true })
    }
    // A second one with the name replaces the first.
    await setCity('Basra')
    await contactd.snapshot('with city')
    await contactd.reset()
    await contactd.restore('with city')
    expect(await cityOf()).toBe('Basra')
    expect((await control(contactd, 'DELETE', '/snapshots/with%20city')).status).toBe(204)
    expect((await control(contactd, 'POST', '/snapshots/with%20city/restore')).status).toBe(404)
    await expect(contactd.restore('with city')).rejects.toThrow('There is no snapshot "with city".')
  })

  it('BR-604 requests during a reset are answered, from before or after it', async () => {
    const work = Array.from({ length: 60 }, async (_, n) => {
      if (n % 20 === 10) await contactd.reset()
      const update = await setCity(`City ${n}`)
      const read = await api(contactd, 'GET', pathOf(contactd.contactId))
      const search = await list()
      return [update.status, read.status, search.contacts.length]
    })
    for (const outcome of await Promise.all(work)) expect(outcome).toEqual([200, 200, 100])
  })

  it('BR-606 a location for a test has a token of its own, and goes with all that it has', async () => {
    const one = await contactd.createLocation({ name: 'One', country: 'GB', timezone: 'Europe/London' })
    expect(one).toEqual({
      locationId: expect.stringMatching(/^\w{20}$/),
      companyId: contactd.companyId,
      userId: expect.stringMatching(/^\w{20}$/),
      token: expect.stringMatching(/^pit-/),
    })
    const at = { url: contactd.url, token: one.token }
    const { body } = await api<{ location: object }>(at, 'GET', `/locations/${one.locationId}`)
    expect(body.location).toMatchObject({ name: 'One', country: 'GB', timezone: 'Europe/London' })
    expect((await list(one)).contacts).toEqual([])
    // Neither sees the other.
    expect((await api(at, 'GET', pathOf(contactd.contactId))).status).not.toBe(200)
    const demo = await contactd.createLocation({ seed: 'demo' })
    expect((await list(demo)).meta.total).toBe(200)
    expect((await control(contactd, 'DELETE', `/locations/${one.locationId}`)).status).toBe(204)
    expect((await api(at, 'GET', `/locations/${one.locationId}`)).status).toBe(401)
    expect((await control(contactd, 'DELETE', `/locations/${one.locationId}`)).status).toBe(404)
  })

  it('BR-606 a seed has the ids that it names', async () => {
    const made = await contactd.createLocation({
      scopes: ['contacts.readonly', 'opportunities.readonly', 'locations/customFields.readonly'],
      seed: {
        customFields: [{ id: 'fieldWithItsOwnId123', name: 'Shoe size', dataType: 'NUMERICAL' }],
        tags: ['VIP'],
        pipelines: [
          {
            id: 'pipelineWithItsOwnId',
            name: 'Sales',
            stages: [{ id: 'stage-1', name: 'New' }, { name: 'Won' }],
          },
        ],
        contacts: [
          {
            id: 'contactWithItsOwnId1',
            firstName: 'Ada',
            email: 'ada@example.com',
            customFields: [{ id: 'fieldWithItsOwnId123', field_value: 39 }],
          },
          { firstName: 'Bea' },
        ],
      },
    })
    const at = { url: contactd.url, token: made.token }
    expect(await api(at, 'GET', '/contacts/contactWithItsOwnId1')).toMatchObject({
      status: 200,
      body: { contact: { firstName: 'Ada', customFields: [{ id: 'fieldWithItsOwnId123', value: 39 }] } },
    })
    const { body } = await api<{ pipelines: object[] }>(
      at,
      'GET',
      `/opportunities/pipelines?locationId=${made.locationId}`,
    )
    expect(body.pipelines).toMatchObject([
      { id: 'pipelineWithItsOwnId', stages: [{ id: 'stage-1', name: 'New' }, { name: 'Won' }] },
    ])
    const names = (await list(made)).contacts.map(
      (contact) => (contact as { firstNameRaw?: string }).firstNameRaw,
    )
    expect(names).toEqual(['Ada', 'Bea'])
    expect((await api(at, 'DELETE', '/contacts/contactWithItsOwnId1')).status).toBe(401)
  })

  it('BR-606 locations of one seed have the same user of the company', async () => {
    const user = { name: 'Eve', email: 'Eve@example.com', phone: '+15551234567' }
    const seed = { users: [user], contacts: [{ firstName: 'Ada', assignedTo: 'Eve@example.com' }] }
    const locations = await Promise.all([1, 2, 3].map(() => contactd.createLocation({ seed })))
    for (const { token, locationId, userId } of locations) {
      const at = { url: contactd.url, token }
      const { body } = await api<{ users: { id: string; email: string }[] }>(
        at,
        'GET',
        `/users/?locationId=${locationId}`,
      )
      const eve = body.users.find(({ id }) => id !== userId)
      expect(body.users).toHaveLength(2)
      expect(eve).toMatchObject(user)
      expect((await list({ token, locationId })).contacts).toMatchObject([{ assignedTo: eve?.id }])
    }
    const [one] = locations
    await control(contactd, 'DELETE', `/locations/${one?.locationId}`)
    const refused = [
      { users: [{ ...user, name: 'Other' }] },
      { users: [{ ...user, id: 'anotherId' }] },
      { users: [user, user] },
    ]
    const sentences = await Promise.all(
      refused.map((seed) => contactd.createLocation({ seed }).catch(({ message }: Error) => message)),
    )
    expect(sentences).toEqual([
      'seed: users.0: The company has a user with the email Eve@example.com already, whose name is Eve.',
      expect.stringMatching(/^seed: users\.0: The company .* already, whose id is \w{20}\.$/),
      'seed: users.1: The company has a user with the email Eve@example.com already.',
    ])
    await contactd.createLocation({ seed })
  })

  it('BR-606 a text that not every database stores is refused', async () => {
    for (const body of [
      { name: 'a\0b' },
      { name: 'a\ud800' },
      { seed: { tags: ['a\0b'] } },
      { seed: { contacts: [{ firstName: 'a\ud800' }] } },
    ])
      expect(await control(contactd, 'POST', '/locations', body)).toMatchObject({
        status: 422,
        body: {
          message: [expect.stringMatching(/ must be text without NUL characters and lone surrogates$/)],
        },
      })
  })

  it('BR-606 sixty-four locations in parallel see nothing of each other', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, async (_, n) => {
        const { token, locationId } = await contactd.createLocation()
        const at = { url: contactd.url, token }
        for (const k of [0, 1, 2, 3, 4])
          await api(at, 'POST', '/contacts/', {
            locationId,
            email: `same-${k}@example.com`,
            city: `City ${n}`,
          })
        const { contacts } = await list({ token, locationId })
        return contacts.map(({ city }) => city)
      }),
    )
    for (const [n, cities] of outcomes.entries()) expect(cities).toEqual(Array(5).fill(`City ${n}`))
  })
})
