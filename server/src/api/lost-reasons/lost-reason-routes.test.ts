import { beforeAll, describe, expect, it } from 'vitest'
import { newLostReason } from '../../../../test/support/opportunities.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { createLostReason } from './create-lost-reason.ts'
import { maxLostReasons } from './lost-reason.ts'
import { insertLostReason } from './lost-reason-store.ts'

interface Reply {
  lostReasons: { id: string; name: string }[]
  total?: number
  message: unknown
}

const server = useTestServer()
let dates: string[]
beforeAll(async () => {
  dates = []
  for (const name of ['Too expensive', 'No answer', 'EXPENSIVE']) {
    server.clock.advance(1000)
    dates.push(server.clock.iso())
    await newLostReason(server, name)
  }
})

const list = (query: string) =>
  server.call<Reply>('GET', `/opportunities/lost-reason?locationId=${server.locationId}${query}`)

describe('Get lost reason', () => {
  it('BR-501 returns them with their dates, oldest first', async () => {
    const { status, body, text } = await list('')
    expect(status).toBe(200)
    const [first] = body.lostReasons
    expect(first).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
      name: 'Too expensive',
      locationId: server.locationId,
      updatedAt: dates[0],
      createdAt: dates[0],
    })
    expect(text).toBe(JSON.stringify({ lostReasons: body.lostReasons }))
  })

  it.each<[string, string[], number | undefined]>([
    ['', ['Too expensive', 'No answer', 'EXPENSIVE'], undefined],
    ['&getCount=true', ['Too expensive', 'No answer', 'EXPENSIVE'], 3],
    ['&getCount=false', ['Too expensive', 'No answer', 'EXPENSIVE'], undefined],
    ['&query=expensive&getCount=true', ['Too expensive', 'EXPENSIVE'], 2],
    ['&name=expensive', ['EXPENSIVE'], undefined],
    ['&name=', ['Too expensive', 'No answer', 'EXPENSIVE'], undefined],
    ['&name=no', [], undefined],
    ['&deleted=true&getCount=true', [], 0],
    ['&deleted=false', ['Too expensive', 'No answer', 'EXPENSIVE'], undefined],
    ['&limit=1&getCount=true', ['Too expensive'], 3],
    ['&skip=1&limit=1', ['No answer'], undefined],
    ['&skip=9', [], undefined],
    ['&limit=100000', ['Too expensive', 'No answer', 'EXPENSIVE'], undefined],
  ])('BR-501 finds by %j', async (query, names, total) => {
    const { status, body } = await list(query)
    expect([status, body.lostReasons.map(({ name }) => name), body.total]).toEqual([200, names, total])
  })

  it.each([
    ['&limit=0', ['limit must not be less than 1']],
    ['&deleted=1', ['deleted must be a boolean value']],
    ['&getCount=field', ['getCount must be a boolean value']],
    ['&page=1', ['property page should not exist']],
  ])('BR-501 refuses %j', async (query, message) => {
    const { status, body } = await list(query)
    expect([status, body.message]).toEqual([422, message])
  })

  it('BR-501 refuses a location that the token cannot access', async () => {
    const there = await server.fixtures.location(server.companyId)
    const { status, body } = await server.call('GET', `/opportunities/lost-reason?locationId=${there}`)
    expect([status, body.message]).toEqual([401, 'This location is not accessible from this token!'])
  })

  it('BR-501 a location has at most 1000', async () => {
    const { storage, clock, ids, fixtures, companyId } = server
    const locationId = await fixtures.location(companyId)
    await storage.write(async (tx) => {
      for (let count = 1; count < maxLostReasons; count++)
        await tx.run(insertLostReason, { locationId, id: ids.next(), name: 'x', dateAdded: 0 })
    }, 'database')
    const create = () =>
      storage.write((tx) => createLostReason(tx, { clock, ids }, locationId, { name: 'x' }), { locationId })
    await create()
    await expect(create()).rejects.toMatchObject({
      statusCode: 400,
      body: { message: 'This location has 1000 lost reasons, the most it can have' },
    })
  })
})
