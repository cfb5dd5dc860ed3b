import { beforeAll, describe, expect, it } from 'vitest'
import { newApp, newCode } from '../../../../test/access/world.ts'
import { newContact } from '../../../../test/support/contacts.ts'
import { bearer, type Method } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { defaultPermissions } from './user-profile.ts'

const server = useTestServer()
let agency: { authorization: string }
let sibling: string
beforeAll(async () => {
  const { fixtures, companyId } = server
  agency = bearer((await fixtures.token({ companyId })).token)
  sibling = await fixtures.location(companyId)
})

interface UserAnswer {
  id: string
  name: string
  email: string
  message: string | string[]
  roles: { type: string; role: string; locationIds: string[] }
  users: UserAnswer[]
  count: number
}

const ask = (method: Method, url: string, body?: unknown, headers?: { authorization: string }) =>
  server.call<UserAnswer>(method, url, body, headers)

let serial = 0
const body = (fields: object = {}) => {
  serial += 1
  return {
    companyId: server.companyId,
    firstName: 'John',
    lastName: 'Deo',
    email: `john${serial}@deo.com`,
    password: 'secret-canary-1',
    type: 'account',
    role: 'user',
    locationIds: [server.locationId],
    ...fields,
  }
}
const create = (fields: object = {}, headers = agency) => ask('POST', '/users/', body(fields), headers)
const get = async (id: string) => (await ask('GET', `/users/${id}`, undefined, agency)).body
const unreachable = { status: 401, body: { message: 'This location is not accessible from this token!' } }

describe('Create User', () => {
  it('BR-245 BR-390 stores the body, except the password', async () => {
    const kept = {
      phone: '+18832327657',
      permissions: { contactsEnabled: true, botService: false },
      scopes: ['contacts.write', 'campaigns.readonly'],
      scopesAssignedToOnly: [],
      profilePhoto: 'https://img.png',
      twilioPhone: { [server.locationId]: '+18832327657' },
      platformLanguage: 'de',
    }
    const names = { firstName: 'Mary Ann', lastName: 'van Deo' }
    const locationIds = [server.locationId, sibling].sort()
    const sent = body({ ...names, ...kept, locationIds: [...locationIds, sibling] })
    const { status, body: user, text } = await ask('POST', '/users/', sent, agency)
    expect({ status, user }).toEqual({
      status: 201,
      user: {
        id: user.id,
        name: 'Mary Ann van Deo',
        ...names,
        email: sent.email,
        ...kept,
        extension: '',
        permissions: { ...defaultPermissions, ...kept.permissions },
        roles: { type: 'account', role: 'user', locationIds: expect.arrayContaining(locationIds) },
      },
    })
    expect(text).not.toContain('canary')
    expect(await get(user.id)).toMatchObject({ ...names, ...kept, roles: { locationIds } })
    const row = await server.storage.read((tx) =>
      tx.get<{ id: string }, { hash: string | null; profile: string }>(
        { name: 'hash-of', sql: 'SELECT password_hash AS hash, profile FROM users WHERE id = :id' },
        { id: user.id },
      ),
    )
    expect(row?.hash).toBeNull()
    expect(row?.profile).not.toContain('canary')
  })

  it('BR-245 creates a user to whom contacts can be assigned', async () => {
    const { id } = (await create()).body
    const contact = await newContact(server, { assignedTo: id })
    expect((await server.call('GET', `/contacts/${contact}`)).body.contact.assignedTo).toBe(id)
  })

  it('BR-245 refuses the email of another user, in any case, another company and unknown locations', async () => {
    const { email } = (await create()).body
    expect(await create({ email: email.toUpperCase() })).toMatchObject({
      status: 400,
      body: { message: 'A user with this email already exists' },
    })
    const foreign = await server.fixtures.company('Foreign')
    expect(await create({ companyId: foreign })).toMatchObject(unreachable)
    const theirs = await server.fixtures.location(foreign)
    for (const id of [theirs, 'nobody'])
      expect(await create({ locationIds: [id] })).toMatchObject(unreachable)
  })

  it.each([
    [{ firstName: ' ' }, ['firstName should not be empty']],
    [{ email: 'nobody' }, ['email must be an email']],
    [{ email: '' }, ['email must be an email', 'email should not be empty']],
    [{ type: 'robot' }, ['type must be a valid enum value']],
    [{ permissions: { flying: true } }, ['permissions.property flying should not exist']],
    [{ id: 'mine' }, ['property id should not exist']],
  ])('BR-245 refuses %j', async (fields, message) => {
    const reply = await create(fields)
    expect({ status: reply.status, message: reply.body.message }).toEqual({ status: 422, message })
  })
})

describe('Update User', () => {
  it('BR-246 changes what the body includes, except email and password', async () => {
    const permissions = { contactsEnabled: false }
    const { id, email } = (await create({ permissions, scopes: ['a'] })).body
    const before = await get(id)
    const put = (fields: object) => ask('PUT', `/users/${id}/`, fields, agency)
    expect(await put({})).toMatchObject({ status: 200, body: before })
    expect(await put({ email: 'other@deo.com', password: 'another-canary' })).toMatchObject({
      body: { email },
    })
    expect(await get(id)).toEqual(before)

    const changes = { lastName: 'Smith', role: 'admin', permissions: { botService: true }, scopes: [] }
    expect((await put({ ...changes, locationIds: [sibling] })).status).toBe(200)
    expect(await get(id)).toEqual({
      ...before,
      name: 'John Smith',
      lastName: 'Smith',
      permissions: { ...defaultPermissions, ...permissions, botService: true },
      scopes: [],
      roles: { type: 'account', role: 'admin', locationIds: [sibling] },
    })
  })

  it('BR-246 sets the two parts of the name of a user who was created with one', async () => {
    const id = await server.fixtures.user(server.companyId, server.locationId, 'Una van User')
    await ask('PUT', `/users/${id}`, { firstName: 'Ina' }, agency)
    expect(await get(id)).toMatchObject({ name: 'Ina van User', firstName: 'Ina', lastName: 'van User' })
  })
})

describe('Delete User', () => {
  it('BR-247 deletes the user at once; contacts stay assigned, and apps installed', async () => {
    const { companyId, storage } = server
    const { id, email } = (await create()).body
    const contact = await newContact(server, { assignedTo: id })
    const app = await newApp(server)
    await newCode(server, app, { companyId })
    await storage.write(async (tx) => {
      await tx.run({ name: 'installed-by', sql: 'UPDATE installations SET user_id = :id' }, { id })
      await tx.run(
        {
          name: 'signed-in',
          sql: "INSERT INTO sign_in_sessions (hash, user_id, date_expires) VALUES ('h', :id, 1)",
        },
        { id },
      )
    }, 'database')
    const { status, body } = await ask('DELETE', `/users/${id}/`, undefined, agency)
    const message = `Deleted user with e-mail ${email} and name John Deo.`
    expect({ status, body }).toEqual({ status: 200, body: { succeded: true, message } })
    for (const method of ['GET', 'DELETE'] as const)
      expect((await ask(method, `/users/${id}`, undefined, agency)).status).toBe(400)
    expect((await server.call('GET', `/contacts/${contact}`)).body.contact.assignedTo).toBe(id)
    expect((await server.call('PUT', `/contacts/${contact}`, { city: 'X' })).status).toBe(200)
    expect((await create({ email })).status).toBe(201)
  })
})

describe('Search Users', () => {
  it('BR-248 finds by text, place, type, role and id, in pages, with the total', async () => {
    const { fixtures } = server
    const companyId = await fixtures.company('Searched')
    const here = await fixtures.location(companyId)
    const headers = bearer((await fixtures.token({ companyId })).token)
    const ids: string[] = []
    for (const [firstName, more] of [
      ['Zoë', { role: 'admin' }],
      ['Ärne', { type: 'agency', role: 'admin', locationIds: [] }],
      ['bob', { phone: '+1555000' }],
    ] as const) {
      server.clock.advance(1)
      const sent = body({ companyId, firstName, lastName: 'X', locationIds: [here], ...more })
      ids.push((await ask('POST', '/users/', sent, headers)).body.id)
    }
    const find = async (query: string) => {
      const url = `/users/search?companyId=${companyId}${query}`
      const { status, body } = await ask('GET', url, undefined, headers)
      return status === 200 ? [body.count, ...body.users.map(({ name }) => name.split(' ')[0])] : [status]
    }
    expect(await find('')).toEqual([3, 'Ärne', 'bob', 'Zoë'])
    expect(await find('&sortDirection=desc&limit=1')).toEqual([3, 'Zoë'])
    expect(await find('&sort=dateAdded&skip=1')).toEqual([3, 'Ärne', 'bob'])
    expect(await find('&query=ZO%C3%8B')).toEqual([1, 'Zoë'])
    expect(await find('&query=1555')).toEqual([1, 'bob'])
    expect(await find('&query=DEO.com')).toEqual([3, 'Ärne', 'bob', 'Zoë'])
    expect(await find(`&locationId=${here}`)).toEqual([2, 'bob', 'Zoë'])
    expect(await find('&role=admin&type=account')).toEqual([1, 'Zoë'])
    expect(await find(`&ids=${ids[2]},${ids[1]}`)).toEqual([2, 'Ärne', 'bob'])
    expect(await find('&limit=x')).toEqual([422])
    expect(await find(`&locationId=${sibling}`)).toEqual([401])
    expect((await ask('GET', `/users/search?companyId=${server.companyId}`, undefined, headers)).status).toBe(
      401,
    )
    expect((await ask('GET', '/users/search', undefined, headers)).status).toBe(422)
  })

  it('BR-248 returns only the users of its own location, and only that location, for a location’s token', async () => {
    const user = (await create({ locationIds: [server.locationId, sibling] })).body
    await create({ locationIds: [sibling] })
    const { body } = await ask('GET', `/users/search?companyId=${server.companyId}&limit=100`)
    expect(body.users.map(({ id }) => id)).toContain(user.id)
    for (const { roles } of body.users) expect(roles.locationIds).toEqual([server.locationId])
    const elsewhere = `/users/search?companyId=${server.companyId}&locationId=${sibling}`
    expect(await ask('GET', elsewhere)).toMatchObject(unreachable)
  })

  it('BR-248 filters by emails, for a company’s token', async () => {
    const one = (await create()).body
    server.clock.advance(1)
    const two = (await create()).body
    const emails = `${one.email.toUpperCase()}, ${two.email},nobody@example.com`
    const filter = (fields: object, headers = agency) =>
      ask(
        'POST',
        '/users/search/filter-by-email',
        { companyId: server.companyId, emails, ...fields },
        headers,
      )
    const { status, body } = await filter({})
    expect({ status, count: body.count }).toEqual({ status: 200, count: 2 })
    expect(body.users.map(({ id }) => id)).toEqual([one.id, two.id])
    expect((await filter({ skip: '1', limit: '1' })).body.users.map(({ id }) => id)).toEqual([two.id])
    expect((await filter({ deleted: true })).body).toEqual({ users: [], count: 0 })
    expect(await filter({ companyId: 'other' })).toMatchObject(unreachable)
    expect((await filter({}, bearer(server.token))).status).toBe(401)
  })
})

describe('a location’s token', () => {
  it('BR-249 does not see other locations of a user', async () => {
    const { locationId } = server
    const twilioPhone = { [locationId]: '+15550001', [sibling]: '+15550002' }
    const { id } = (await create({ locationIds: [locationId, sibling], twilioPhone })).body
    const reply = await ask('GET', `/users/${id}`)
    expect(reply.body).toMatchObject({ twilioPhone: { [locationId]: '+15550001' } })
    expect(reply.text).not.toContain(sibling)
    expect((await ask('GET', `/users/${id}`, undefined, agency)).body).toMatchObject({ twilioPhone })
  })

  it('BR-249 creates, changes and deletes users of its location only, and no users of the agency', async () => {
    const { token, locationId } = server
    const own = bearer(token)
    const { status, body } = await create({}, own)
    expect(status).toBe(201)
    expect((await ask('PUT', `/users/${body.id}`, { phone: '1' }, own)).status).toBe(200)
    for (const fields of [
      { locationIds: [sibling] },
      { locationIds: [locationId, sibling] },
      { type: 'agency' },
    ]) {
      expect(await create(fields, own)).toMatchObject(unreachable)
      expect(await ask('PUT', `/users/${body.id}`, fields, own)).toMatchObject(unreachable)
    }
    expect(await create({ locationIds: [] }, own)).toMatchObject(unreachable)
    for (const fields of [{ type: 'agency' }, { locationIds: [locationId, sibling] }]) {
      const { id } = (await create(fields)).body
      expect(await ask('PUT', `/users/${id}`, { phone: '1' }, own)).toMatchObject(unreachable)
      expect(await ask('DELETE', `/users/${id}`, undefined, own)).toMatchObject(unreachable)
    }
    expect((await ask('DELETE', `/users/${body.id}`, undefined, own)).status).toBe(200)
    const elsewhere = (await create({ locationIds: [sibling] })).body.id
    expect((await ask('DELETE', `/users/${elsewhere}`, undefined, own)).status).toBe(400)
  })
})
