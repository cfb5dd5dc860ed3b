import { beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../test/support/contacts.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { StorageUnavailableError } from '../storage/storage.ts'

const server = useTestServer(undefined, { logs: 'warnings' })
let id: string
beforeAll(async () => {
  id = await newContact(server, { name: 'Jane Doe' })
})

describe("a database that can't be written", () => {
  it('BR-099 is a 503 with retry-after, and reads still work', async () => {
    const { storage, locationId } = server
    const write = storage.write
    storage.write = () => Promise.reject(new StorageUnavailableError('full'))
    for (const [method, url, body] of [
      ['PUT', `/contacts/${id}`, { city: 'Berlin' }],
      ['POST', '/contacts/', { locationId, firstName: 'A' }],
      ['DELETE', `/contacts/${id}`, undefined],
      ['POST', `/locations/${locationId}/tags`, { name: 'x' }],
    ] as const) {
      const reply = await server.call(method, url, body)
      expect([reply.status, reply.headers['retry-after'], reply.body]).toEqual([
        503,
        '1',
        {
          message: 'The database cannot take this now. Try again.',
          error: 'Service Unavailable',
          statusCode: 503,
          traceId: reply.body.traceId,
        },
      ])
    }
    expect((await server.call('GET', `/contacts/${id}`)).status).toBe(200)
    storage.write = write
    expect((await server.call('PUT', `/contacts/${id}`, { city: 'Berlin' })).status).toBe(200)
  })
})
