import { describe, expect, it } from 'vitest'
import { bearer } from '../../../../test/support/server.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { campaignKind, workflowKind } from './automation.ts'
import { createAutomation } from './create-automation.ts'

const server = useTestServer()

type Reply = { message: string | string[] } & Record<string, { name: string }[]>

type Kind = typeof campaignKind

/** A location without campaigns and workflows, and a token with only the scope of the list. */
async function newPlace(kind: Kind) {
  const { fixtures, companyId, storage, clock, ids } = server
  const locationId = await fixtures.location(companyId)
  const scopes = [`${kind.noun}s.readonly`] as const
  const headers = bearer((await fixtures.token({ companyId, locationId, scopes })).token)
  return {
    locationId,
    list: (query: string, own = {}) =>
      server.call<Reply>('GET', `/${kind.noun}s/${query}`, undefined, { ...headers, ...own }),
    create: (name: string, status: 'draft' | 'published' = 'published') => {
      clock.advance(1)
      return storage.write((tx) => createAutomation(tx, { clock, ids }, kind, locationId, { name, status }), {
        locationId,
      })
    },
  }
}

describe.each([campaignKind, workflowKind])('$noun', (kind) => {
  const key = `${kind.noun}s`

  it.each(['2021-07-28', 'v3'])('BR-486 are listed oldest first under Version %s', async (version) => {
    const { locationId, list, create } = await newPlace(kind)
    const rows = [await create('Zulu'), await create('Alpha', 'draft')]
    const items = rows.map(({ id, name, status, dateAdded }) => {
      const createdAt = new Date(dateAdded).toISOString()
      return kind.noun === 'campaign'
        ? { id, name, status, locationId }
        : { id, name, status, version: 1, createdAt, updatedAt: createdAt, locationId }
    })
    const reply = await list(`?locationId=${locationId}`, { version })
    expect([reply.status, reply.text]).toEqual([200, JSON.stringify({ [key]: items })])
  })

  it('BR-486 are those of the location alone', async () => {
    await (await newPlace(kind)).create('Elsewhere')
    const { locationId, list } = await newPlace(kind)
    expect((await list(`?locationId=${locationId}`)).body).toEqual({ [key]: [] })
  })

  it('BR-486 are refused without a location in reach', async () => {
    const { list } = await newPlace(kind)
    const none = await list('')
    expect([none.status, none.body.message]).toEqual([
      422,
      ['locationId must be a string', 'locationId should not be empty'],
    ])
    for (const locationId of [server.locationId, 'unknown']) {
      const reply = await list(`?locationId=${locationId}`)
      expect([reply.status, reply.body.message]).toEqual([
        401,
        'This location is not accessible from this token!',
      ])
    }
  })

  it('BR-486 are refused with a parameter that the operation does not have', async () => {
    const { locationId, list } = await newPlace(kind)
    const reply = await list(`?locationId=${locationId}&limit=10`)
    expect([reply.status, reply.body.message]).toEqual([422, ['property limit should not exist']])
  })
})

it('BR-486 campaigns are filtered by status', async () => {
  const { locationId, list, create } = await newPlace(campaignKind)
  for (const [name, status] of [
    ['a', 'draft'],
    ['b', 'published'],
    ['c', 'draft'],
  ] as const)
    await create(name, status)
  const names = async (status: string) =>
    (await list(`?locationId=${locationId}&status=${status}`)).body.campaigns?.map(({ name }) => name)
  expect(await names('draft')).toEqual(['a', 'c'])
  expect(await names('published')).toEqual(['b'])
  expect(await names('archived')).toEqual([])
  expect(await names('')).toEqual(['a', 'b', 'c'])
})
