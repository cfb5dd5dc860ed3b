import { beforeAll, describe, expect, it } from 'vitest'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { defaultPermissions } from './user-profile.ts'
import { insertLocationUser } from './user-store.ts'

interface UserAnswer {
  id: string
  roles: { locationIds: string[] }
  users?: UserAnswer[]
}

const server = useTestServer()
let companyToken: string
let otherLocationId: string
let otherUserId: string
let foreignUserId: string

beforeAll(async () => {
  const { fixtures, companyId } = server
  companyToken = (await fixtures.token({ companyId })).token
  otherLocationId = await fixtures.location(companyId)
  otherUserId = await fixtures.user(companyId, otherLocationId, 'Olga van Other')
  const foreignCompany = await fixtures.company('Foreign')
  foreignUserId = await fixtures.user(foreignCompany, await fixtures.location(foreignCompany))
})

const una = () => ({
  id: server.userId,
  name: 'Una User',
  firstName: 'Una',
  lastName: 'User',
  email: `${server.userId}@example.com`,
  phone: '',
  extension: '',
  permissions: defaultPermissions,
  roles: { type: 'account', role: 'user', locationIds: [server.locationId] },
})

describe('Get User by Location', () => {
  it('BR-180 lists the users of the location and no others, with and without a slash', async () => {
    for (const path of ['/users/', '/users']) {
      const reply = await server.call('GET', `${path}?locationId=${server.locationId}`)
      expect(reply.status).toBe(200)
      expect(reply.body).toEqual({ users: [{ ...una(), deleted: false }] })
    }
  })

  it('BR-390 has the optional fields of the specification, in its order', async () => {
    const { body } = await server.call<{ users: object[] }>('GET', `/users/?locationId=${server.locationId}`)
    expect(Object.keys(body.users[0] ?? {})).toEqual([
      ...['id', 'name', 'firstName', 'lastName', 'email', 'phone', 'extension', 'permissions', 'roles'],
      'deleted',
    ])
    expect(Object.keys(defaultPermissions)).toHaveLength(38)
    expect(defaultPermissions).toMatchObject({ contactsEnabled: true, assignedDataOnly: false })
  })

  it.each([
    ['', ['locationId must be a string', 'locationId should not be empty']],
    ['?locationId=', ['locationId should not be empty']],
    ['?locationId=a&locationId=b', ['locationId must be a string']],
  ])('BR-180 refuses the query %j', async (query, message) => {
    const reply = await server.call('GET', `/users/${query}`)
    expect(reply.status).toBe(422)
    expect(reply.body.message).toEqual(message)
  })

  it('BR-011 BR-180 refuses another location', async () => {
    const reply = await server.call('GET', `/users/?locationId=${otherLocationId}`)
    expect(reply).toMatchObject({
      status: 401,
      body: { statusCode: 401, message: 'This location is not accessible from this token!' },
    })
  })

  it("BR-012 refuses a company's token", async () => {
    const url = `/users/?locationId=${server.locationId}`
    const reply = await server.call('GET', url, undefined, bearer(companyToken))
    expect(reply).toMatchObject({
      status: 401,
      body: { statusCode: 401, message: "Token's user type mismatch!" },
    })
  })
})

describe('Get User', () => {
  it('BR-181 returns a user of the location', async () => {
    const reply = await server.call('GET', `/users/${server.userId}`)
    expect(reply.status).toBe(200)
    expect(reply.body).toEqual(una())
  })

  it("BR-181 returns a user of any of its locations for a company's token", async () => {
    const reply = await server.call('GET', `/users/${otherUserId}`, undefined, bearer(companyToken))
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({
      id: otherUserId,
      firstName: 'Olga',
      lastName: 'van Other',
      roles: { locationIds: [otherLocationId] },
    })
  })

  it('BR-181 finds no other users', async () => {
    const cases = [
      [otherUserId, server.token],
      [foreignUserId, server.token],
      [foreignUserId, companyToken],
      ['nobody', server.token],
      ['nobody', companyToken],
    ] as const
    for (const [id, token] of cases) {
      const reply = await server.call('GET', `/users/${id}`, undefined, bearer(token))
      expect(reply.status).toBe(400)
      const message = `User not found for id:${id}`
      expect(reply.body).toEqual({ message, error: 'Bad Request', statusCode: 400 })
    }
  })

  it('BR-182 returns only those locations of a user that the token can access', async () => {
    const { fixtures, companyId, locationId, storage } = server
    const id = await fixtures.user(companyId, locationId, 'Two Locations')
    await storage.write(
      (tx) => tx.run(insertLocationUser, { locationId: otherLocationId, userId: id }),
      'database',
    )
    const locationIds = async (url: string, token: string) => {
      const { body } = await server.call<UserAnswer>('GET', url, undefined, bearer(token))
      return (body.users?.find((user) => user.id === id) ?? body).roles.locationIds
    }
    const other = (await fixtures.token({ companyId, locationId: otherLocationId })).token
    expect(await locationIds(`/users/${id}`, server.token)).toEqual([locationId])
    expect(await locationIds(`/users/${id}`, other)).toEqual([otherLocationId])
    expect(await locationIds(`/users/?locationId=${otherLocationId}`, other)).toEqual([otherLocationId])
    const both = await locationIds(`/users/${id}`, companyToken)
    expect(both.sort()).toEqual([locationId, otherLocationId].sort())
  })

  it('BR-007 requires its scope', async () => {
    const { fixtures, companyId, locationId } = server
    const { token } = await fixtures.token({ companyId, locationId, scopes: ['contacts.readonly'] })
    for (const url of [`/users/?locationId=${locationId}`, `/users/${server.userId}`]) {
      expect((await server.call('GET', url, undefined, bearer(token))).status).toBe(401)
    }
  })
})
