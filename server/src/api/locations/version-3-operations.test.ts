import { beforeAll, describe, expect, it } from 'vitest'
import { bearer, type Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { permissions } from './permissions.ts'

const server = useTestServer()
let company: Record<string, string>
beforeAll(async () => {
  const { token } = await server.fixtures.token({ companyId: server.companyId })
  company = { ...bearer(token), version: 'v3' }
})

type Reply = { permissions: string[]; message: string | string[] }

describe('the permissions of a location', () => {
  const call = (method: Method, body?: unknown, headers: Record<string, string> = company) =>
    server.call<Reply>(method, `/locations/${server.locationId}/permissions`, body, headers)

  it('BR-527 are all at first, and what was sent afterwards', async () => {
    const first = await call('GET')
    expect([first.status, first.body]).toEqual([200, { permissions: [...permissions] }])
    const reply = await call('PUT', { permissions: ['workflow', 'crm', 'workflow'] })
    expect([reply.status, reply.text]).toEqual([200, '{"permissions":["workflow","crm"]}'])
    expect((await call('GET')).text).toBe(reply.text)
    expect((await call('PUT', { permissions: [] })).body).toEqual({ permissions: [] })
    expect((await call('GET')).body).toEqual({ permissions: [] })
  })

  it('BR-527 stay when the location is changed, and are not part of it', async () => {
    await call('PUT', { permissions: ['crm'] })
    const url = `/locations/${server.locationId}`
    const put = await server.call('PUT', url, { companyId: server.companyId, city: 'Oslo' }, company)
    const got = await server.call('GET', url, undefined, company)
    expect([put.status, got.status]).toEqual([200, 200])
    expect(put.text + got.text).not.toContain('permissions')
    expect((await call('GET')).body).toEqual({ permissions: ['crm'] })
  })

  it.each<[unknown, string[]]>([
    [{}, ['each value in permissions must be a valid enum value', 'permissions must be an array']],
    [{ permissions: ['crm', 'x'] }, ['each value in permissions must be a valid enum value']],
    [{ permissions: ['crm'], other: 1 }, ['property other should not exist']],
  ])('BR-527 %j is refused', async (body, message) => {
    const reply = await call('PUT', body)
    expect([reply.status, reply.body.message]).toEqual([422, message])
  })

  it('BR-527 need a company’s token, and version v3', async () => {
    const own = await call('GET', undefined, { ...bearer(server.token), version: 'v3' })
    expect([own.status, own.body.message]).toEqual([401, "Token's user type mismatch!"])
    expect((await call('GET', undefined, { ...company, version: '2021-07-28' })).status).toBe(404)
  })
})

describe('the conversation channels of a location', () => {
  const get = (type: string, headers: Record<string, string> = { version: 'v3' }) =>
    server.call<Reply>(
      'GET',
      `/locations/${server.locationId}/conversationChannels/${type}`,
      undefined,
      headers,
    )

  it.each(['SMS', 'Email'])('BR-528 of type %s are none', async (type) => {
    const reply = await get(type)
    expect([reply.status, reply.body]).toEqual([200, { conversationChannel: { [type]: [] } }])
  })

  it('BR-528 of another type are refused', async () => {
    const reply = await get('sms')
    expect([reply.status, reply.body.message]).toEqual([422, ['type must be a valid enum value']])
  })

  it('BR-528 need a location’s token, and version v3', async () => {
    expect((await get('SMS', company)).status).toBe(401)
    expect((await get('SMS', { version: '2021-07-28' })).status).toBe(404)
  })
})
