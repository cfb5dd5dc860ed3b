import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { openInShards, prepareForShards } from '../../../../../test/support/postgres/shards-on-one-server.ts'
import { systemClock as clock } from '../../../lib/clock.ts'
import { openStorage } from '../../open-storage.ts'
import { insert as insertCompany, insertLocation } from '../../sql-conformance.ts'
import { statement } from '../../statement.ts'
import type { Storage, WriteTx } from '../../storage.ts'
import { Connection } from '../connection/connection.ts'

let database: TestDatabase
let nodes: [Storage, Storage]

type Key = { locationId: string; name: string }
const find = statement<Key, { id: string }>(
  'optimistic-writes-find',
  'SELECT id FROM location_tags WHERE location_id = :locationId AND name = :name',
)
const list = statement<{ locationId: string }, { name: string; id: string }>(
  'optimistic-writes-list',
  'SELECT name, id FROM location_tags WHERE location_id = :locationId ORDER BY name',
)
const insert = statement<Key & { id: string }>(
  'optimistic-writes-insert',
  'INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, :name, :id)',
)
const set = statement<Key & { id: string }>(
  'optimistic-writes-set',
  'UPDATE location_tags SET id = :id WHERE location_id = :locationId AND name = :name',
)
const remove = statement<Key>(
  'optimistic-writes-remove',
  'DELETE FROM location_tags WHERE location_id = :locationId AND name = :name',
)
const count = (name: string, options: { mayBeStale?: boolean }) =>
  statement<{ locationId: string }, { count: number }>(
    name,
    'SELECT COUNT(*) AS "count" FROM location_tags WHERE location_id = :locationId',
    options,
  )
const countNow = count('optimistic-writes-count', {})
const countAbout = count('optimistic-writes-count-about', { mayBeStale: true })
const clear = statement<Record<string, never>>('optimistic-writes-clear', 'DELETE FROM location_tags')

const open = (writing: 'groups' | 'inline') => openStorage({ database: database.url, clock, writing })

beforeAll(async () => {
  database = await createDatabase()
  nodes = [await open('groups'), await open('groups')]
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await database.drop()
})

const fill = () =>
  nodes[0].write(async (tx) => {
    await tx.run(insertCompany, { id: 'c', name: 'C', dateAdded: 1 })
    for (const id of ['here', 'there']) await tx.run(insertLocation, { id, companyId: 'c' })
  }, 'database')

type Step =
  | { kind: 'read' | 'insert' | 'remove' | 'increment' | 'count removed'; name: string }
  | { kind: 'list' }
  | { kind: 'refuse' }

interface QueuedWrite {
  node: 0 | 1
  locationId: 'here' | 'there'
  /** Whether its scope is its location. */
  isScoped: boolean
  steps: Step[]
}

type Tags = Map<string, number>

async function play(tx: WriteTx, locationId: string, steps: readonly Step[]): Promise<unknown[]> {
  const seen: unknown[] = []
  for (const step of steps) {
    if (step.kind === 'refuse') throw new Error('refused')
    if (step.kind === 'list') seen.push(await tx.all(list, { locationId }))
    else {
      const key = { locationId, name: step.name }
      if (step.kind === 'read') seen.push((await tx.get(find, key))?.id)
      else if (step.kind === 'insert') await tx.run(insert, { ...key, id: '0' })
      else if (step.kind === 'remove') await tx.run(remove, key)
      else if (step.kind === 'count removed') seen.push(await tx.change(remove, key))
      else await tx.run(set, { ...key, id: `${Number((await tx.get(find, key))?.id ?? 0) + 1}` })
    }
  }
  return seen
}

/** The same in a map. @returns what it has seen, or that it was refused, with the map unchanged. */
function playIn(before: Tags, steps: readonly Step[]): { seen: unknown[] | 'refused'; after: Tags } {
  const after = new Map(before)
  const seen: unknown[] = []
  for (const step of steps) {
    if (step.kind === 'refuse' || (step.kind === 'insert' && after.has(step.name)))
      return { seen: 'refused', after: before }
    if (step.kind === 'list') seen.push(listed(after))
    else if (step.kind === 'read') seen.push(textOf(after.get(step.name)))
    else if (step.kind === 'insert') after.set(step.name, 0)
    else if (step.kind === 'remove') after.delete(step.name)
    else if (step.kind === 'count removed') seen.push(after.delete(step.name) ? 1 : 0)
    else if (after.has(step.name)) after.set(step.name, (after.get(step.name) ?? 0) + 1)
  }
  return { seen, after }
}

const textOf = (value: number | undefined) => (value === undefined ? undefined : `${value}`)
const listed = (tags: Tags) =>
  [...tags].map(([name, id]) => ({ name, id: `${id}` })).sort((a, b) => (a.name < b.name ? -1 : 1))

interface Done {
  steps: readonly Step[]
  seen: unknown[] | 'refused'
}

/** Whether the jobs have an order in which each saw what it saw and the result is `end`. */
function canBe(before: Tags, done: readonly Done[], end: string): boolean {
  if (done.length === 0) return JSON.stringify(listed(before)) === end
  return done.some((job, index) => {
    const { seen, after } = playIn(before, job.steps)
    if (JSON.stringify(seen) !== JSON.stringify(job.seen)) return false
    return canBe(after, done.toSpliced(index, 1), end)
  })
}

describe.each([
  'inline',
  'in shards, inline',
  'in shards, in groups',
  'in shards, in lanes',
  'groups',
] as const)('writes of several nodes and locations, %s', (kind) => {
  beforeAll(async () => {
    await Promise.all(nodes.map((node) => node.close()))
    await database.drop()
    database = await createDatabase()
    const writing = kind.endsWith('inline') ? 'inline' : 'groups'
    const isInShards = kind.startsWith('in shards')
    if (isInShards) await prepareForShards(database.url)
    const openNode = (how: 'groups' | 'inline') => {
      if (!isInShards) return open(how)
      return openInShards(database.url, kind === 'in shards, in lanes' ? 'lanes' : how)
    }
    nodes = [await openNode(writing), await openNode('groups')]
    await fill()
  })

  const name = fc.constantFrom('a', 'b', 'c')
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('read' as const), name }),
    { arbitrary: fc.record({ kind: fc.constant('increment' as const), name }), weight: 5 },
    fc.record({
      kind: fc.constantFrom('insert' as const, 'remove' as const, 'count removed' as const),
      name,
    }),
    fc.constant({ kind: 'list' as const }),
    fc.constant({ kind: 'refuse' as const }),
  )
  const jobOf = (node: fc.Arbitrary<0 | 1>): fc.Arbitrary<QueuedWrite> =>
    fc.record({
      node,
      locationId: fc.constantFrom('here' as const, 'there' as const),
      isScoped: fc.integer({ min: 0, max: 5 }).map((number) => number > 0),
      steps: fc.array(step, { minLength: 1, maxLength: 4 }),
    })

  it.each([
    ['one node', fc.constant(0 as const), 200],
    ['two nodes', fc.constantFrom(0 as const, 1 as const), 100],
  ])('are serializable: %s', async (_, node, numRuns) => {
    await fc.assert(
      fc.asyncProperty(fc.array(jobOf(node), { maxLength: 7 }), async (jobs) => {
        await nodes[0].write(async (tx) => {
          await tx.run(clear, {})
          for (const locationId of ['here', 'there'])
            for (const tag of ['a', 'b']) await tx.run(insert, { locationId, name: tag, id: '0' })
        }, 'database')
        // Makes the versions of the locations known, so that the jobs are optimistic.
        for (const locationId of ['here', 'there'])
          await nodes[0].write((tx) => tx.get(find, { locationId, name: 'a' }), { locationId })
        const done = await Promise.all(
          jobs.map(({ node: at, locationId, isScoped, steps }) =>
            nodes[at]
              .write((tx) => play(tx, locationId, steps), isScoped ? { locationId } : 'database')
              .catch((): 'refused' => 'refused'),
          ),
        )
        for (const locationId of ['here', 'there'] as const) {
          const end = await nodes[0].read((tx) => tx.all(list, { locationId }))
          const here = jobs.flatMap((job, index): Done[] =>
            job.locationId === locationId ? [{ steps: job.steps, seen: done[index] ?? [] }] : [],
          )
          const before = new Map([
            ['a', 0],
            ['b', 0],
          ])
          expect([locationId, canBe(before, here, JSON.stringify(end))]).toEqual([locationId, true])
        }
      }),
      { numRuns },
    )
  })

  it('lose no increment, despite retries', async () => {
    await nodes[0].write((tx) => tx.run(clear, {}), 'database')
    const key = { locationId: 'here', name: 'a' }
    await nodes[0].write((tx) => tx.run(insert, { ...key, id: '0' }), { locationId: 'here' })
    const increments = Array.from({ length: 200 }, (_, index) =>
      nodes[index % 2 === 0 ? 0 : 1].write((tx) => play(tx, 'here', [{ kind: 'increment', name: 'a' }]), {
        locationId: 'here',
      }),
    )
    await Promise.all(increments)
    expect(await nodes[1].read((tx) => tx.get(find, key))).toEqual({ id: '200' })
  })

  it('read what another node has written', async () => {
    const scope = { locationId: 'here' }
    await nodes[0].write((tx) => tx.run(clear, {}), 'database')
    for (const name of ['a', 'b'])
      await nodes[0].write((tx) => tx.run(insert, { ...scope, name, id: '0' }), scope)
    const incrementA: Step[] = [{ kind: 'increment', name: 'a' }]
    const readA: Step[] = [
      { kind: 'read', name: 'a' },
      { kind: 'increment', name: 'b' },
    ]
    for (let times = 1; times < 5; times += 1) {
      await nodes[1].write((tx) => play(tx, 'here', incrementA), scope)
      // Several in a row: after a conflict, a node returns to optimistic writes once it is alone.
      for (let attempt = 0; attempt < 4; attempt += 1)
        expect(await nodes[0].write((tx) => play(tx, 'here', readA), scope)).toEqual([`${times}`])
    }
  })
})

it('optimistic writes take one round trip', async () => {
  const [node] = nodes
  const names = Array.from({ length: 40 }, (_, index) => `tag ${index}`)
  const scope = { locationId: 'there' }
  const insertAll = () =>
    names.map((name) => node.write((tx) => tx.run(insert, { ...scope, name, id: '0' }), scope))
  await Promise.all(insertAll())
  // Earlier tests may have caused a backoff: a group that finds every version unchanged ends it.
  await node.write((tx) => play(tx, 'there', [{ kind: 'increment', name: 'tag 0' }]), scope)
  const sent: string[] = []
  const { query } = Connection.prototype
  const spy = vi.spyOn(Connection.prototype, 'query').mockImplementation(function (this: Connection, asked) {
    sent.push(asked.name)
    return query.call(this, asked)
  })
  await Promise.all(
    names.map((name) => node.write((tx) => play(tx, 'there', [{ kind: 'increment', name }]), scope)),
  )
  spy.mockRestore()
  expect(sent.map((name) => name.replace(/-[0-9a-f]{12}/, ''))).toEqual([
    'optimistic-writes-find-sets',
    'increment-expected-location-versions',
    'optimistic-writes-set-sets',
  ])
})

it.each([
  ['once if it may be stale', countAbout, true],
  ['again if it must be exact', countNow, false],
])('a count that concurrent writes change is read %s', async (_, counted, isOnce) => {
  const [node] = nodes
  const scope = { locationId: 'here' }
  await node.write((tx) => tx.run(clear, {}), 'database')
  await node.write((tx) => tx.get(counted, scope), scope)
  const runs = new Map<string, number>()
  const names = ['a', 'b', 'c', 'd', 'e']
  await Promise.all(
    names.map((name) =>
      node.write(async (tx) => {
        runs.set(name, (runs.get(name) ?? 0) + 1)
        await tx.get(counted, scope)
        await tx.run(insert, { ...scope, name, id: '0' })
      }, scope),
    ),
  )
  expect(Math.max(...runs.values()) === 1).toBe(isOnce)
  expect(await node.read((tx) => tx.get(countNow, scope))).toEqual({ count: 5 })
})
