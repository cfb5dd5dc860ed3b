import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../test/support/contacts.ts'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import { StorageUnavailableError } from '../storage/storage.ts'

let server: TestServer
let id: string
beforeAll(async () => {
  server = await startTestServer()
  id = await newContact(server, { name: 'Jane Doe' })
})
afterAll(() => server.close())

describe('a database that cannot take a write now', () => {
  it('BR-099 is a 503 that says when to try again, and reads go on', async () => {
    const { storage, locationId } = server
    const write = storage.write
    storage.write = () => Promise.reject(new StorageUnavailableError('full'))
    for (const [method, url, body] of [
      ['PUT', `/contacts/${id}`, { city: 'Berlin' }],
      ['POST', '/contacts/', { locationId }],
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
