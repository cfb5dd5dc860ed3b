import { describe, expect, it } from 'vitest'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()

const wide = '€'.repeat(250)

describe('BR-467 the custom fields of a location have at most 4 MiB together', () => {
  const fields = <Body>(method: 'GET' | 'POST' | 'PUT', path = '', body?: object) =>
    server.call<Body>(method, `/locations/${server.locationId}/customFields${path}`, body)
  const options = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => `${from + index} ${wide.slice(5)}`)
  const refused = {
    status: 400,
    body: { message: 'The custom fields of this location must not be larger than 4194304 bytes together' },
  }

  it('another field is refused, a larger one too, and nothing of it is stored', async () => {
    const ids: string[] = []
    for (let count = 0; count < 5; count += 1) {
      const body = { name: `Wide ${count}`, dataType: 'SINGLE_OPTIONS', options: options(0, 1000) }
      const reply = await fields<{ customField: { id: string } }>('POST', '', body)
      expect(reply.status).toBe(201)
      ids.push(reply.body.customField.id)
    }
    const small = await fields<{ customField: { id: string } }>('POST', '', {
      name: 'Small',
      dataType: 'SINGLE_OPTIONS',
      options: ['one'],
    })
    const before = await fields<{ customFields: object[] }>('GET')
    expect(before.body.customFields).toHaveLength(6)
    const more = { name: 'More', dataType: 'SINGLE_OPTIONS', options: options(0, 1000) }
    expect(await fields('POST', '', more)).toMatchObject(refused)
    const larger = { name: 'Small', options: options(0, 1000) }
    expect(await fields('PUT', `/${small.body.customField.id}`, larger)).toMatchObject(refused)
    expect((await fields('GET')).text).toBe(before.text)
    expect((await fields('PUT', `/${ids[0]}`, { name: 'Wide 0', options: ['one'] })).status).toBe(200)
    expect((await fields('POST', '', more)).status).toBe(201)
  })
})

describe('BR-468 a user has at most 32,768 characters, and the list of a location 8 MiB', () => {
  const scopes = (count: number) => Array.from({ length: count }, (_, index) => `${index} ${wide.slice(5)}`)
  const newUser = (number: number, fields: object) =>
    server.call<{ id: string; message: string }>('POST', '/users/', {
      companyId: server.companyId,
      firstName: 'Una',
      lastName: `User ${number}`,
      email: `user-${number}@example.com`,
      type: 'account',
      role: 'user',
      locationIds: [server.locationId],
      ...fields,
    })
  const refused = { status: 422, body: { message: ['the user must not grow beyond 32768 characters'] } }

  it('a larger user is refused', async () => {
    expect(await newUser(0, { scopes: scopes(140) })).toMatchObject(refused)
    const { body } = await newUser(0, { scopes: scopes(100) })
    const grown = { scopesAssignedToOnly: scopes(100) }
    expect(await server.call('PUT', `/users/${body.id}`, grown)).toMatchObject(refused)
    expect((await server.call('GET', `/users/${body.id}`)).text).not.toContain('scopesAssignedToOnly')
  })

  it('the list of users is refused if it is too large; pages of it are returned', async () => {
    for (let number = 1; number <= 80; number += 1) await newUser(number, { scopes: scopes(100) })
    const list = () => server.call<{ users: object[] }>('GET', `/users/?locationId=${server.locationId}`)
    const listed = await list()
    expect(listed.status).toBe(200)
    expect(listed.body.users).toHaveLength(82)
    for (let number = 81; number <= 130; number += 1) await newUser(number, { scopes: scopes(100) })
    expect(await list()).toMatchObject({
      status: 400,
      body: { message: 'The users of this location are too large together: ask for fewer by /users/search' },
    })
    const search = `/users/search?companyId=${server.companyId}&limit=100`
    const page = await server.call<{ users: object[]; count: number }>('GET', search)
    expect(page.body.users).toHaveLength(100)
    expect(page.body.count).toBe(132)
  })
})
