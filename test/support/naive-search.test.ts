import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Filter, Query, RowPlace, SortKey, SortValue } from '../../server/src/columnstore/query.ts'
import { writeContact } from './contacts.ts'
import { type NaiveSearch, naiveSearch } from './naive-search.ts'
import { anyContactBody, anyFilter, anySearchQuery } from './search-arbitraries.ts'
import { type SearchWorld, searchWorld } from './search-world.ts'
import { useTestServer } from './use-test-server.ts'

const server = useTestServer()
let world: SearchWorld
let search: NaiveSearch

beforeAll(async () => {
  world = await searchWorld(server)
  search = naiveSearch(server.storage, ({ firstName }) => ({
    active: firstName === 'Jane' ? ['W1', 'W2'] : [],
    finished: firstName === 'JANE' ? ['W1'] : [],
  }))
  const { locationId, headers, fields } = world
  for (const body of fc.sample(anyContactBody(fields), { numRuns: 60, seed: 42 })) {
    const reply = await writeContact(server.call, 'POST', '/contacts/', { locationId, ...body }, headers)
    if (reply.status !== 201) throw new Error(reply.text)
    server.clock.advance(body.dnd === true ? 0 : 1)
  }
})

/** The sort position of a row. */
function placeOf(row: string): RowPlace {
  const { startAfter } = JSON.parse(row) as { startAfter: [...SortValue[], string] }
  const id = startAfter.at(-1)
  return { values: startAfter.slice(0, -1), id: String(id) }
}

const idsOf = (rows: readonly string[]) => rows.map((row) => (JSON.parse(row) as { id: string }).id)

async function find(filter: Filter | undefined, sort: readonly SortKey[] = []): Promise<string[]> {
  const { locationId } = world
  const query = { locationId, sort, limit: 1000, offset: 0, ...(filter && { filter }) }
  const { rows, total } = await search.find(query, 'search')
  expect(rows).toHaveLength(total)
  return idsOf(rows)
}

const byId = (ids: readonly string[]) => [...ids].sort()
const filter = () => anyFilter(world.fields)

describe('the naive search', () => {
  it('finds every contact without a query', async () => {
    expect(new Set(await find(undefined)).size).toBe(60)
    expect(byId(await find({ op: 'and', filters: [] }))).toEqual(byId(await find(undefined)))
    expect(await find({ op: 'or', filters: [] })).toEqual([])
  })

  it('finds each contact by a filter or by its negation, and none by both', async () => {
    const all = byId(await find(undefined))
    await fc.assert(
      fc.asyncProperty(filter(), async (one) => {
        const [taken, left] = [await find(one), await find({ op: 'not', filter: one })]
        expect(byId([...taken, ...left])).toEqual(all)
      }),
      { numRuns: 50 },
    )
  })

  it('combines two filters with AND and OR', async () => {
    await fc.assert(
      fc.asyncProperty(filter(), filter(), async (one, other) => {
        const [a, b] = [await find(one), await find(other)]
        const both = await find({ op: 'and', filters: [one, other] })
        const either = await find({ op: 'or', filters: [one, other] })
        expect(both).toEqual(a.filter((id) => b.includes(id)))
        expect(byId(either)).toEqual(byId([...new Set([...a, ...b])]))
      }),
      { numRuns: 50 },
    )
  })

  it('returns the same in pages as in one response', async () => {
    await fc.assert(
      fc.asyncProperty(anySearchQuery(world.locationId, world.fields), async (query) => {
        const { filter, sort, limit, offset } = query
        const all = await find(filter, sort)
        const paged: string[] = []
        let next: Query = query
        for (;;) {
          const { rows, total } = await search.find(next, 'list')
          expect(total).toBe(all.length)
          paged.push(...idsOf(rows))
          const last = rows.at(-1)
          if (last === undefined) break
          next = { ...query, offset: 0, after: placeOf(last) }
        }
        expect(paged).toEqual(all.slice(offset))
        expect(limit).toBeGreaterThan(0)
      }),
      { numRuns: 25 },
    )
  })

  it('sorts texts, and puts missing values last in both directions', async () => {
    const order = async (direction: 'asc' | 'desc') => {
      const query = {
        locationId: world.locationId,
        sort: [{ column: 'city', direction }],
        limit: 1000,
        offset: 0,
      }
      const { rows } = await search.find(query, 'search')
      return rows.map((row) => (JSON.parse(row) as { city: string | null }).city)
    }
    const [up, down] = [await order('asc'), await order('desc')]
    expect(up.indexOf('jane doe')).toBeGreaterThan(up.indexOf('Jane'))
    expect(up.indexOf('Jane')).toBeGreaterThan(up.indexOf('100% a_b'))
    expect(down.indexOf('Jane')).toBeGreaterThan(down.indexOf('jane doe'))
    const without = up.filter((city) => city === null).length
    expect(without).toBeGreaterThan(0)
    for (const cities of [up, down]) expect(cities.slice(-without).every((city) => city === null)).toBe(true)
  })

  it('knows the given workflows', async () => {
    const of = (column: string) => find({ op: 'eq', column, values: ['w1'] })
    const [active, finished] = [await of('activeWorkflows'), await of('finishedWorkflows')]
    expect(active.length).toBeGreaterThan(0)
    expect(finished.length).toBeGreaterThan(0)
    expect(active.filter((id) => finished.includes(id))).toEqual([])
  })
})

describe('the random filters', () => {
  it('match some contacts and not others, often enough to be useful', async () => {
    let telling = 0
    for (const one of fc.sample(filter(), { numRuns: 200, seed: 1 })) {
      const { length } = await find(one)
      if (length > 0 && length < 60) telling += 1
    }
    expect(telling).toBeGreaterThan(50)
  })
})
