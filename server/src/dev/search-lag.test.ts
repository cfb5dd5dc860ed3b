import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { api, control } from '../../../test/support/dev-client.ts'
import { devPlaces, newDevDatabase } from '../../../test/support/dev-databases.ts'
import { until } from '../../../test/support/until.ts'
import type { Contactd } from './contactd.ts'
import { startContactd } from './start-contactd.ts'

describe.each(devPlaces)('BR-616 the search lag %s', (place) => {
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

  const setLag = (seconds: unknown) => control(contactd, 'PUT', '/search-lag', { seconds })
  const create = (firstName: string) =>
    api(contactd, 'POST', '/contacts/', {
      locationId: contactd.locationId,
      firstName,
      email: `${firstName}@example.com`,
    })
  const total = async (query = '') => {
    const at = `/contacts/?locationId=${contactd.locationId}&limit=5${query}`
    return (await api<{ meta: { total: number } }>(contactd, 'GET', at)).body.meta.total
  }

  it('keeps lists and searches behind, until the clock has passed it', async () => {
    expect(await setLag(60)).toMatchObject({ status: 200, body: { seconds: 60 } })
    const before = await total()
    expect((await create('zoe')).status).toBe(201)
    expect([await total(), await total('&query=zoe')]).toEqual([before, 0])
    const body = { locationId: contactd.locationId, pageLimit: 5, query: 'zoe' }
    expect((await api<{ total: number }>(contactd, 'POST', '/contacts/search', body)).body.total).toBe(0)
    // A contact itself is always as it is.
    await api(contactd, 'DELETE', `/contacts/${contactd.contactId}`)
    expect((await api(contactd, 'GET', `/contacts/${contactd.contactId}`)).status).toBe(400)
    expect(await total()).toBe(before)
    // The image of the last write is made after its response.
    await until(async () => {
      await contactd.clock.advance({ seconds: 61 })
      return (await total('&query=zoe')) === 1 && (await total()) === before
    })
  })

  it('passes by itself, also while the clock is frozen', async () => {
    await contactd.clock.freeze()
    await setLag(0.3)
    await create('yan')
    expect(await total('&query=yan')).toBe(0)
    await until(async () => (await total('&query=yan')) === 1)
  })

  it('ends with 0 and with a reset, and a restored snapshot is visible at once', async () => {
    await setLag(3600)
    await create('xia')
    expect(await total('&query=xia')).toBe(0)
    await contactd.snapshot('with xia')
    await setLag(0)
    expect(await total('&query=xia')).toBe(1)
    await setLag(3600)
    await contactd.reset()
    await create('wim')
    expect(await total('&query=wim')).toBe(1)
    await setLag(3600)
    await contactd.restore('with xia')
    expect([await total('&query=xia'), await total('&query=wim')]).toEqual([1, 0])
  })

  it.each([-1, 3601, '5', null])('%j seconds are 422', async (seconds) => {
    expect((await setLag(seconds)).status).toBe(422)
  })
})
