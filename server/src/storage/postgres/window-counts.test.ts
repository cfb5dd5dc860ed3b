import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HeldClock } from '../../../../test/support/held-clock.ts'
import { createDatabase, type TestDatabase } from '../../../../test/support/postgres/databases.ts'
import { highLevelLimits, RateLimits } from '../../http/rate-limit.ts'
import { openRateLimits } from '../../http/shared-rate-limits.ts'
import { openStorage } from '../open-storage.ts'
import { engineStatement } from '../statement.ts'
import { type Storage, StorageUnavailableError } from '../storage.ts'

const dayMs = 24 * 60 * 60 * 1000
const listKeys = engineStatement<Record<string, never>, { key: string }>(
  'list-window-counts',
  'SELECT key FROM window_counts ORDER BY key',
)
const readPersistence = engineStatement<Record<string, never>, { persistence: string }>(
  'read-persistence',
  `SELECT CAST(relpersistence AS TEXT) AS "persistence" FROM pg_class WHERE relname = 'window_counts'`,
)

let database: TestDatabase
/** Nodes, each with its own clock. */
let nodes: { storage: Storage; clock: HeldClock }[]
beforeEach(async () => {
  database = await createDatabase()
  nodes = await Promise.all(
    [1, 2].map(async () => {
      const clock = new HeldClock()
      return { storage: await openStorage({ database: database.url, clock }), clock }
    }),
  )
})
afterEach(async () => {
  await Promise.all(nodes.map(({ storage }) => storage.close()))
  await database.drop()
})

const limitsOf = (limits = highLevelLimits) =>
  nodes.map((node) => openRateLimits({ ...node, enforced: true, limits }))

const keys = () => nodes[0]?.storage.read((tx) => tx.all(listKeys, {}))

describe('limits on several nodes of one PostgreSQL', () => {
  it('admit as many requests as one window allows, across nodes and concurrent requests (BR-343)', async () => {
    const all = limitsOf()
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, request) => all[request % 2]?.admit(`key-${request % 2 ? 'a' : 'b'}`)),
    )
    expect(answers.filter((answer) => answer?.admitted)).toHaveLength(200)
    const onBoth = await Promise.all(
      Array.from({ length: 300 }, (_, request) => all[request % 2]?.admit('c')),
    )
    const admitted = onBoth.filter((answer) => answer?.admitted)
    expect(admitted).toHaveLength(100)
    // Each was told a different remaining count.
    expect(new Set(admitted.map((answer) => answer?.usage.remaining)).size).toBe(100)
    expect(new Set(onBoth.map((answer) => answer?.usage.dailyRemaining)).size).toBe(100)
  })

  it('answer like the limits of a single process as time passes (BR-343)', async () => {
    const limits = { max: 3, intervalMs: 10_000, daily: 20 }
    const step = fc.record({
      asking: fc.integer({ min: 1, max: 5 }),
      pauseMs: fc.oneof(fc.integer({ min: 0, max: 15_000 }), fc.constant(dayMs)),
      node: fc.integer({ min: 0, max: 1 }),
    })
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        run += 1
        const clock = new HeldClock(new Date(nodes[0]?.clock.now() ?? 0).toISOString())
        const alone = new RateLimits(clock, true, limits)
        const shared = limitsOf(limits)
        for (const { asking, pauseMs, node } of steps) {
          for (const each of [clock, ...nodes.map((n) => n.clock)]) each.advance(pauseMs)
          const expected = Array.from({ length: asking }, () => alone.admit('key'))
          const found = await Promise.all(expected.map(() => shared[node]?.admit(`key-${run}`)))
          expect(found).toEqual(expected)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('count in the window that a faster clock has begun, and restart for a clock that is far behind', async () => {
    const [ahead, behind] = limitsOf({ max: 2, intervalMs: 10_000, daily: 100 })
    nodes[0]?.clock.advance(10_000)
    await ahead?.admit('key')
    expect(await behind?.admit('key')).toMatchObject({
      admitted: true,
      usage: { remaining: 0, resetMs: 20_000 },
    })
    expect(await ahead?.admit('key')).toMatchObject({ admitted: false, usage: { resetMs: 10_000 } })
    nodes[1]?.clock.advance(-60_000)
    expect(await behind?.admit('key')).toMatchObject({ admitted: true, usage: { remaining: 1 } })
  })

  it('forget keys that were unused for two days, and wait for no disk', async () => {
    const [limits] = limitsOf()
    for (let n = 0; n < 5; n += 1) await limits?.admit(`old-${n}`)
    nodes[0]?.clock.advance(2 * dayMs)
    await limits?.admit('new')
    await expect.poll(keys).toEqual([{ key: 'new' }])
    const found = await nodes[0]?.storage.read((tx) => tx.get(readPersistence, {}))
    expect(found?.persistence).toBe('u')
  })

  it('refuse requests when the queue is full or the database is gone', async () => {
    const [limits] = limitsOf()
    const asking = Array.from({ length: 10_001 }, () => Promise.resolve(limits?.admit('key')))
    const results = await Promise.allSettled(asking)
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    await nodes[0]?.storage.close()
    await expect(limits?.admit('key')).rejects.toThrow(StorageUnavailableError)
  })
})
