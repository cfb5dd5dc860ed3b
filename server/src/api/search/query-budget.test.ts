import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newContact } from '../../../../test/support/contacts.ts'
import { useTestServer } from '../../../../test/support/use-test-server.ts'
import { indexWrites } from '../../columnstore/index-writes.ts'
import { LocalColumnStore, type LocalColumnStoreOptions } from '../../columnstore/local-column-store.ts'
import type { Filter, Query } from '../../columnstore/query.ts'
import { QueryBudget, QueryCancelledError } from '../../columnstore/scan/query-budget.ts'
import { ColumnCache } from '../../columnstore/segments/column-cache.ts'
import { contactSource } from './contact-source.ts'
import type { RowShape } from './search.ts'

const server = useTestServer({ location: { allowDuplicateContact: true } })
const people = 200
const engines: LocalColumnStore<RowShape>[] = []

beforeAll(async () => {
  for (let n = 0; n < people; n += 1)
    await newContact(server, { firstName: `n${n}`, phone: '+15551234567', tags: ['a', `t${n}`] })
})
afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.close()))
})

function engineWith(options: Partial<LocalColumnStoreOptions<RowShape>> = {}): LocalColumnStore<RowShape> {
  const { storage, clock, ids } = server
  const cache = new ColumnCache(10_000_000)
  const warn = (error: unknown) => {
    throw error
  }
  const engine = new LocalColumnStore({
    storage,
    source: contactSource,
    writes: indexWrites(storage, contactSource),
    clock,
    ids,
    cache,
    warn,
    // The background must not run: the test would count its reads.
    maintainEveryMs: 3_600_000,
    ...options,
  })
  engines.push(engine)
  return engine
}
const query = (filters: Filter[], rest: Partial<Query> = {}): Query => ({
  locationId: server.locationId,
  sort: [],
  limit: 1,
  offset: 0,
  filter: { op: 'and', filters },
  ...rest,
})
const leaves: Filter[] = [
  { op: 'contains', column: 'firstNameLowerCase', text: 'n' },
  { op: 'contains', column: 'tags', text: 't' },
  { op: 'eq', column: 'phone', values: ['+15551234567'] },
  { op: 'range', column: 'dateAdded', bounds: { gte: 0 } },
  { op: 'not', filter: { op: 'exists', column: 'city' } },
]

describe('BR-352 the work of a search', () => {
  it('has a limit, towards which all kinds of conditions count', async () => {
    for (const leaf of leaves) {
      const engine = engineWith({ maxUnits: 50 * people })
      expect(await engine.find(query([leaf]), 'search')).toMatchObject({ total: people })
      const many = Array.from({ length: 2000 }, () => leaf)
      expect(await engine.find(query(many), 'search')).toEqual({
        total: 0,
        rows: [],
        hasMore: false,
        isTooCostly: true,
      })
    }
  })

  it('is small if no contact is left to check', async () => {
    const [leaf] = leaves
    const many = Array.from({ length: 99 }, () => leaf as Filter)
    const engine = engineWith({ maxUnits: 50 * people })
    expect(await engine.find(query([{ op: 'or', filters: [] }, ...many]), 'search')).toEqual({
      total: 0,
      rows: [],
      hasMore: false,
    })
    expect(await engine.find(query(many), 'search')).toMatchObject({ isTooCostly: true })
  })

  it('allows a hundred conditions in a typical location', async () => {
    const many = Array.from({ length: 100 }, (_, n) => leaves[n % leaves.length] as Filter)
    expect(await engineWith().find(query(many), 'search')).toMatchObject({ total: people })
  })

  it('keeps the ingested changes after a cancelled search', async () => {
    const engine = engineWith()
    await engine.find(query([]), 'search')
    let reads = 0
    const { storage } = server
    const read = storage.read.bind(storage)
    storage.read = (fn, scope) => {
      reads += 1
      return read(fn, scope)
    }
    const ofOne = async () => {
      reads = 0
      await engine.find(query([]), 'search')
      return reads
    }
    const usual = await ofOne()
    const gone = new AbortController()
    const stopped = engine.find(query(leaves), 'search', gone.signal)
    gone.abort()
    await expect(stopped).rejects.toThrow(QueryCancelledError)
    expect(await ofOne()).toBe(usual)
  })

  it('is done in slices, between which other work runs', async () => {
    const budget = new QueryBudget()
    const order: string[] = []
    const other = (async () => {
      for (let turn = 0; turn < 3; turn += 1) {
        await nextTurn()
        order.push('other')
      }
    })()
    for (let slice = 0; slice < 3; slice += 1) {
      await budget.spend(100_000)
      order.push('search')
    }
    await other
    expect(order.join(' ')).toMatch(/^(other search|search other)( other search| search other){2}$/)
  })
})
