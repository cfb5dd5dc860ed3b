import { describe, expect, it } from 'vitest'
import { newContact } from '../../../test/support/contacts.ts'
import { useTestServer } from '../../../test/support/use-test-server.ts'
import { apiVersions, datedVersions } from './bounds.ts'
import { kindOfVersion } from './version-header.ts'

const server = useTestServer()

describe('the Version header', () => {
  it('BR-004 is one of three dates, or v3', () => {
    expect(apiVersions).toEqual(['2021-07-28', '2021-04-15', '2023-02-21', 'v3'])
    expect(apiVersions.map(kindOfVersion)).toEqual(['dated', 'dated', 'dated', 'v3'])
    expect(['V3', '2020-01-01', ''].map(kindOfVersion)).toEqual([undefined, undefined, undefined])
  })

  it('BR-004 with any of the dates gives the same responses', async () => {
    const id = await newContact(server, { name: 'Jane Doe', dateOfBirth: '1990-09-25' })
    const requests = [
      ['GET', `/contacts/${id}`, undefined],
      ['PUT', `/contacts/${id}`, { city: 'Berlin', dndSettings: { Call: { status: 'active' } } }],
      ['PUT', `/contacts/${id}`, { nickname: 'x' }],
      ['POST', `/contacts/${id}/tags`, { tags: ['vip'] }],
      ['GET', `/locations/${server.locationId}`, undefined],
      ['GET', '/contacts/unknown', undefined],
    ] as const
    for (const [method, url, body] of requests) {
      await server.call(method, url, body)
      const answers = await Promise.all(
        datedVersions.map((version) => server.call(method, url, body, { version })),
      )
      const [first, ...others] = answers.map(({ status, body }) => [status, { ...body, traceId: '' }])
      for (const other of others) expect(other).toEqual(first)
    }
  })

  it.each([
    ['BR-002', undefined, 401, 'version header was not found.'],
    ['BR-002', '', 401, 'version header was not found.'],
    ['BR-003', '2020-01-01', 401, 'version header is invalid'],
    ['BR-003', 'bogus-version', 400, "Invalid API version segment 'bogus-version' at position 0"],
    [
      'BR-003',
      '2021-07-28, 2021-07-28',
      400,
      "Invalid API version segment '2021-07-28, 2021-07-28' at position 0",
    ],
    ['BR-003', 'V3', 400, "Invalid API version segment 'V3' at position 0"],
    ['BR-003', 'v4', 400, "Invalid API version segment 'v4' at position 0"],
  ])('%s: %j is refused', async (_rule, version, statusCode, message) => {
    const { status, text } = await server.call('GET', '/contacts/unknown', undefined, { version })
    expect(status).toBe(statusCode)
    expect(text).toBe(JSON.stringify({ statusCode, message }))
  })

  it('BR-066 v3 is supported by every operation', async () => {
    const id = await newContact(server, { name: 'Jane Doe' })
    const here = `/locations/${server.locationId}`
    for (const url of [`/contacts/${id}`, here, `${here}/tags`, `${here}/customFields`, '/users/']) {
      const query = url === '/users/' ? `?locationId=${server.locationId}` : ''
      const [dated, v3] = await Promise.all(
        ['2021-07-28', 'v3'].map((version) => server.call('GET', url + query, undefined, { version })),
      )
      expect(v3?.status, url).toBe(200)
      expect({ ...v3?.body, traceId: '' }).toEqual({ ...dated?.body, traceId: '' })
    }
  })
})
