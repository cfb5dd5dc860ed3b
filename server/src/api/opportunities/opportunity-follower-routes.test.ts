import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ActivityReply, isUntouched } from '../../../../test/support/activities.ts'
import { newContact } from '../../../../test/support/contacts.ts'
import { plantOpportunity } from '../../../../test/support/opportunities.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'

const server = useTestServer()
let [ann, ben] = ['', '']
beforeAll(async () => {
  const { fixtures, companyId, locationId } = server
  ann = await fixtures.user(companyId, locationId, 'Ann')
  ben = await fixtures.user(companyId, locationId, 'Ben')
})
let id: string
beforeEach(async () => {
  id = await plantOpportunity(server, await newContact(server))
  server.clock.advance(1000)
})

const call = (method: 'POST' | 'DELETE', followers: unknown, query = '') =>
  server.call<ActivityReply>(method, `/opportunities/${id}/followers${query}`, { followers })
const found = async () =>
  (await server.call<{ opportunity: Record<string, unknown> }>('GET', `/opportunities/${id}`)).body
    .opportunity

describe('Add Followers and Remove Followers', () => {
  it('BR-561 return all followers, and those that were added or removed', async () => {
    const added = await call('POST', [ben])
    expect([added.status, added.text]).toEqual([
      201,
      JSON.stringify({ followers: [ben], followersAdded: [ben] }),
    ])
    expect((await call('POST', [ann, ben, ann])).body).toEqual({
      followers: [ben, ann],
      followersAdded: [ann],
    })
    const removed = await call('DELETE', [ben, 'nobody'])
    expect([removed.status, removed.text]).toEqual([
      200,
      JSON.stringify({ followers: [ann], followersRemoved: [ben] }),
    ])
    expect(await found()).toMatchObject({ followers: [ann], updatedAt: server.clock.iso() })
  })

  it('BR-561 isRemoveAllFollowers removes all', async () => {
    await call('POST', [ann, ben])
    expect((await call('DELETE', [], '?isRemoveAllFollowers=false')).body.followers).toEqual([ann, ben])
    expect((await call('DELETE', [ben], '?isRemoveAllFollowers=true')).body).toEqual({
      followers: [],
      followersRemoved: [ann, ben],
    })
  })

  it.each<[string, 'POST' | 'DELETE', unknown, string, number, unknown]>([
    ['a stranger', 'POST', ['nobody'], '', 400, 'User not found for id:nobody'],
    ['too many', 'POST', Array(11).fill('x'), '', 422, ['followers must contain not more than 10 elements']],
    [
      'none',
      'DELETE',
      undefined,
      '',
      422,
      ['each value in followers must be a string', 'followers must be an array'],
    ],
    [
      'a word for a boolean',
      'DELETE',
      [],
      '?isRemoveAllFollowers=yes',
      422,
      ['isRemoveAllFollowers must be a boolean value'],
    ],
  ])('BR-561 refuse %s', async (_what, method, followers, query, status, message) => {
    const send = async () => {
      const reply = await call(method, followers, query)
      expect([reply.status, reply.body.message]).toEqual([status, message])
    }
    expect(await isUntouched(server, send)).toBe(true)
  })
})
