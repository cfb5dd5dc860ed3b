import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ActivityReply, isUntouched } from '../../../../test/support/activities.ts'
import { documentOf, newContact } from '../../../../test/support/contacts.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()
/** Two users of the location. */
let ann: string
let ben: string
let contactId: string
let url: string
beforeAll(async () => {
  ann = await server.fixtures.user(server.companyId, server.locationId, 'Ann')
  ben = await server.fixtures.user(server.companyId, server.locationId, 'Ben')
})
beforeEach(async () => {
  contactId = await newContact(server, { name: 'Jane Doe' })
  url = `/contacts/${contactId}/followers`
  server.clock.advance(1000)
})

const add = (followers: unknown) => server.call<ActivityReply>('POST', url, { followers })
const remove = (followers: unknown) => server.call<ActivityReply>('DELETE', url, { followers })
const found = async () => (await server.call('GET', `/contacts/${contactId}`)).body.contact

describe('Add Followers', () => {
  it('BR-217 returns 201 with all followers and the new ones, and the contact has them', async () => {
    const first = await add([ben])
    expect([first.status, first.text]).toEqual([
      201,
      JSON.stringify({ followers: [ben], followersAdded: [ben] }),
    ])
    const second = await add([ann, ben, ann])
    expect(second.text).toBe(JSON.stringify({ followers: [ben, ann], followersAdded: [ann] }))
    expect((await found()).followers).toEqual([ben, ann])
  })

  it('BR-217 changes dateUpdated if there are new ones', async () => {
    await add([ann])
    const after = await found()
    expect(after.dateUpdated).toBe(server.clock.iso())
    server.clock.advance(1000)
    await add([ann])
    await add([])
    expect(await found()).toEqual(after)
  })

  it('BR-217 keeps them in an update of the contact', async () => {
    await add([ann])
    await server.call('PUT', `/contacts/${contactId}`, { firstName: 'Janet' })
    expect(await found()).toMatchObject({ firstName: 'Janet', followers: [ann] })
  })

  it('BR-217 can be searched for', async () => {
    await add([ben])
    const search = { field: 'followers', operator: 'eq', value: ben }
    const body = { locationId: server.locationId, pageLimit: 500, filters: [search] }
    const reply = await server.call<{ contacts: { id: string; followers: string[] }[] }>(
      'POST',
      '/contacts/search',
      body,
    )
    expect(reply.body.contacts).toContainEqual(expect.objectContaining({ id: contactId, followers: [ben] }))
  })

  it('BR-217 refuses a user outside of the location, and adds none', async () => {
    const there = await server.fixtures.location(server.companyId)
    const stranger = await server.fixtures.user(server.companyId, there)
    for (const unknown of ['nobody', '', stranger]) {
      const before = await documentOf(server, contactId)
      const reply = await add([ann, unknown])
      expect([reply.status, reply.body.message]).toEqual([400, `User not found for id:${unknown}`])
      expect(await documentOf(server, contactId)).toBe(before)
    }
  })
})

describe('Remove Followers', () => {
  it('BR-217 returns 200 with the remaining and the removed ones', async () => {
    await add([ann, ben])
    const reply = await remove([ann, 'nobody', ann])
    expect([reply.status, reply.text]).toEqual([
      200,
      JSON.stringify({ followers: [ben], followersRemoved: [ann] }),
    ])
    expect((await found()).followers).toEqual([ben])
    expect((await remove([ann])).body).toEqual({ followers: [ben], followersRemoved: [] })
  })

  it('BR-217 removes a user who has left the location', async () => {
    const gone = await server.fixtures.user(server.companyId, server.locationId)
    await add([gone])
    const leave = { name: 'test-leave', sql: 'DELETE FROM location_users WHERE user_id = :gone' }
    await server.storage.write((tx) => tx.run(leave, { gone }), 'database')
    expect((await add([gone, ann])).body.followers).toEqual([gone, ann])
    expect((await remove([gone])).body.followers).toEqual([ann])
  })
})

describe.each(['POST', 'DELETE'] as const)('%s refuses and changes nothing', (method) => {
  const noFollowers = ['each value in followers must be a string', 'followers must be an array']
  it.each<[string, unknown, string[]]>([
    ['no body', undefined, noFollowers],
    ['no followers', {}, noFollowers],
    ['followers that are null', { followers: null }, noFollowers],
    ['followers that are text', { followers: 'x' }, ['followers must be an array']],
    ['a follower that is a number', { followers: [1] }, ['each value in followers must be a string']],
    [
      'too many',
      { followers: Array(1001).fill('x') },
      ['followers must contain not more than 1000 elements'],
    ],
    [
      'an id that is too long',
      { followers: ['x'.repeat(256)] },
      ['each value in followers must be shorter than or equal to 255 characters'],
    ],
    ['locationId', { followers: [], locationId: 'x' }, ['property locationId should not exist']],
  ])('BR-217 %s', async (_what, body, message) => {
    const send = async () => {
      const reply = await server.call(method, url, body)
      expect([reply.status, reply.body.message]).toEqual([422, message])
    }
    expect(await isUntouched(server, send)).toBe(true)
  })
})
