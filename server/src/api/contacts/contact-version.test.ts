import { beforeEach, describe, expect, it } from 'vitest'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()
let url: string
let etag: string
const read = async () => {
  const { body, headers } = await server.call('GET', url)
  return { contact: body.contact, etag: String(headers.etag) }
}
const change = (body: object, ifMatch?: string) =>
  server.call('PUT', url, body, ifMatch === undefined ? {} : { 'if-match': ifMatch })

beforeEach(async () => {
  const { body } = await server.call('POST', '/contacts/', {
    locationId: server.locationId,
    firstName: 'Ada',
  })
  url = `/contacts/${body.contact.id}`
  ;({ etag } = await read())
})

describe('BR-804 If-Match', () => {
  it('changes the version that was read, and answers the next one', async () => {
    const { status, headers } = await change({ city: 'Bonn' }, etag)
    expect([status, headers.etag]).toEqual([200, (await read()).etag])
    expect(headers.etag).not.toBe(etag)
    expect((await change({ city: 'Cork' }, String(headers.etag))).status).toBe(200)
  })

  it('refuses another version, and changes nothing', async () => {
    await change({ city: 'Bonn' })
    const { status, body } = await change({ city: 'Cork' }, etag)
    expect([status, body]).toEqual([
      412,
      {
        message:
          'The contact has changed since it was read. Get it again, and send the change with its new ETag.',
        error: 'Precondition Failed',
        statusCode: 412,
      },
    ])
    expect((await read()).contact.city).toBe('Bonn')
  })

  it('lets one of many concurrent changes through', async () => {
    const cities = ['Bonn', 'Cork', 'Dili', 'Elat']
    const statuses = await Promise.all(cities.map(async (city) => (await change({ city }, etag)).status))
    expect(statuses.toSorted()).toEqual([200, 412, 412, 412])
  })

  it('takes lists, weak tags and any version', async () => {
    for (const tags of [() => '*', () => `"a", ${etag}`, () => `W/${etag}`]) {
      expect((await change({ city: String(Math.random()) }, tags())).status).toBe(200)
      ;({ etag } = await read())
    }
    expect((await change({ city: 'Bonn' }, 'a')).status).toBe(412)
  })

  it('is not needed', async () => {
    const { status, headers } = await change({ city: 'Bonn' })
    expect([status, headers]).toEqual([200, expect.not.objectContaining({ etag: expect.anything() })])
  })
})
