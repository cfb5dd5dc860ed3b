import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../../../test/support/server.ts'
import { apiVersions } from './version-header.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

describe('the Version header', () => {
  it.each(apiVersions)('%s is served', async (version) => {
    const { body } = await server.call('GET', '/contacts/unknown', undefined, { version })
    expect(body.message).toBe('Contact not found for id:unknown')
  })

  it('of the documentation and of the official SDK are served', () => {
    expect(apiVersions).toContain('2021-07-28')
    expect(apiVersions).toContain('2023-02-21')
  })

  it.each([
    [undefined, 401, 'version header was not found.'],
    ['', 401, 'version header was not found.'],
    ['2020-01-01', 401, 'version header is invalid'],
    ['bogus-version', 400, "Invalid API version segment 'bogus-version' at position 0"],
    ['2021-07-28, 2021-07-28', 400, "Invalid API version segment '2021-07-28, 2021-07-28' at position 0"],
  ])('%s is refused', async (version, statusCode, message) => {
    const { status, text } = await server.call('GET', '/contacts/unknown', undefined, { version })
    expect(status).toBe(statusCode)
    expect(text).toBe(JSON.stringify({ statusCode, message }))
  })
})
