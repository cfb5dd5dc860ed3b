import { once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { bearer, startTestServer, type TestServer } from '../../../../test/support/server.ts'
import type { Query, QueryResult } from '../../columnstore/query.ts'
import { searchInTurns } from './create-search.ts'

let server: TestServer
/** The started searches. Each ends when the test calls `end`. */
let begun: { query: Query; unwanted: AbortSignal | undefined; end: (result: QueryResult) => void }[]
/** Long enough for a busy machine. */
const patience = { timeout: 20_000 }
const empty = { total: 0, rows: [], hasMore: false }

beforeEach(async () => {
  begun = []
  const find = searchInTurns(() => ({
    find: (_name, query, _shape, unwanted) =>
      new Promise<QueryResult>((end) => {
        begun.push({ query, unwanted, end })
      }),
  }))
  server = await startTestServer({ search: { find, check: async () => {}, close: async () => {} } })
  await server.app.listen({ host: 'localhost', port: 0 })
})
afterEach(() => server.close())

/** Sends a request over its own connection: Search Contacts for even limits, Get Contacts for odd ones. */
function ask(limit: number) {
  const { port } = server.app.server.address() as AddressInfo
  const { locationId } = server
  const isSearch = limit % 2 === 0
  const sent = request({
    host: 'localhost',
    port,
    agent: false,
    method: isSearch ? 'POST' : 'GET',
    path: isSearch ? '/contacts/search' : `/contacts/?locationId=${locationId}&limit=${limit}`,
    headers: { ...bearer(server.token), version: '2021-07-28', 'content-type': 'application/json' },
  })
  sent.on('error', () => {})
  sent.end(isSearch ? JSON.stringify({ locationId, pageLimit: limit }) : undefined)
  return sent
}
const limits = () => begun.map(({ query }) => query.limit)

it('BR-355 a search does not start if its client has disconnected, and a running one is cancelled', async () => {
  const first = ask(3)
  const second = ask(2)
  await expect.poll(limits, patience).toEqual(expect.arrayContaining([2, 3]))
  // A location has at most two running searches: these wait.
  const third = ask(5)
  await once(server.app.server, 'request')
  const fourth = ask(4)
  await once(server.app.server, 'request')
  third.destroy()
  const ofFirst = begun.find(({ query }) => query.limit === 3)
  expect(ofFirst?.unwanted?.aborted).toBe(false)
  first.destroy()
  await expect.poll(() => ofFirst?.unwanted?.aborted, patience).toBe(true)
  // A search keeps its place until it has ended.
  expect(begun).toHaveLength(2)
  ofFirst?.end(empty)
  await expect.poll(limits, patience).toEqual(expect.arrayContaining([2, 3, 4]))
  for (const search of begun) search.end(empty)
  for (const one of [second, fourth]) expect((await once(one, 'response'))[0].statusCode).toBe(200)
  expect(limits()).not.toContain(5)
  expect(server.log.filter(({ level }) => level !== 'info')).toEqual([])
})

it.each([
  ['isTooCostly', 503, 'The search looks at too much. Send fewer conditions, or fewer words.', '1'],
  ['isTooLarge', 400, 'The contacts of this page are too large together: ask for fewer', undefined],
] as const)('BR-352 a search that ends with %s returns %i', async (what, status, message, retryAfter) => {
  const answer = server.call('POST', '/contacts/search', { locationId: server.locationId, pageLimit: 1 })
  await expect.poll(() => begun.length, patience).toBe(1)
  begun[0]?.end({ ...empty, [what]: true })
  const { headers, body, ...reply } = await answer
  expect([reply.status, body.message, headers['retry-after']]).toEqual([status, message, retryAfter])
})
