import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
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
  'writes-ahead-find',
  'SELECT id FROM location_tags WHERE location_id = :locationId AND name = :name',
)
const list = statement<{ locationId: string }, { name: string; id: string }>(
  'writes-ahead-list',
  'SELECT name, id FROM location_tags WHERE location_id = :locationId ORDER BY name',
)
const insert = statement<Key & { id: string }>(
  'writes-ahead-insert',
  'INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, :name, :id)',
)
const set = statement<Key & { id: string }>(
  'writes-ahead-set',
  'UPDATE location_tags SET id = :id WHERE location_id = :locationId AND name = :name',
)
const remove = statement<Key>(
  'writes-ahead-remove',
  'DELETE FROM location_tags WHERE location_id = :locationId AND name = :name',
)
const clear = statement<Record<string, never>>('writes-ahead-clear', 'DELETE FROM location_tags')

beforeAll(async () => {
  database = await createDatabase()
  const open = () => openStorage({ database: database.url, clock })
  nodes = [await open(), await open()]
  await nodes[0].write(async (tx) => {
    await tx.run(insertCompany, { id: 'c', name: 'C', dateAdded: 1 })
    for (const id of ['here', 'there']) await tx.run(insertLocation, { id, companyId: 'c' })
  })
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await database.drop()
})

type Step =
  | { kind: 'look' | 'insert' | 'remove' | 'increment' | 'count removed'; name: string }
  | { kind: 'list' }
  | { kind: 'refuse' }

interface Job {
  node: 0 | 1
  locationId: 'here' | 'there'
  /** Whether it says that it keeps to its location. */
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
      if (step.kind === 'look') seen.push((await tx.get(find, key))?.id)
      else if (step.kind === 'insert') await tx.run(insert, { ...key, id: '0' })
      else if (step.kind === 'remove') await tx.run(remove, key)
      else if (step.kind === 'count removed') seen.push(await tx.change(remove, key))
      else await tx.run(set, { ...key, id: `${Number((await tx.get(find, key))?.id ?? 0) + 1}` })
    }
  }
  return seen
}

/** The same in a map. @returns what it has seen, or that it was refused, with the map as it was. */
function playIn(before: Tags, steps: readonly Step[]): { seen: unknown[] | 'refused'; after: Tags } {
  const after = new Map(before)
  const seen: unknown[] = []
  for (const step of steps) {
    if (step.kind === 'refuse' || (step.kind === 'insert' && after.has(step.name)))
      return { seen: 'refused', after: before }
    if (step.kind === 'list') seen.push(listed(after))
    else if (step.kind === 'look') seen.push(textOf(after.get(step.name)))
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

/** Whether there is an order of the jobs in which each saw what it saw, with that end. */
function canBe(before: Tags, done: readonly Done[], end: string): boolean {
  if (done.length === 0) return JSON.stringify(listed(before)) === end
  return done.some((job, index) => {
    const { seen, after } = playIn(before, job.steps)
    if (JSON.stringify(seen) !== JSON.stringify(job.seen)) return false
    return canBe(after, done.toSpliced(index, 1), end)
  })
}

describe('jobs of several nodes and locations', () => {
  const name = fc.constantFrom('a', 'b', 'c')
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('look' as const), name }),
    { arbitrary: fc.record({ kind: fc.constant('increment' as const), name }), weight: 5 },
    fc.record({
      kind: fc.constantFrom('insert' as const, 'remove' as const, 'count removed' as const),
      name,
    }),
    fc.constant({ kind: 'list' as const }),
    fc.constant({ kind: 'refuse' as const }),
  )
  const jobOf = (node: fc.Arbitrary<0 | 1>): fc.Arbitrary<Job> =>
    fc.record({
      node,
      locationId: fc.constantFrom('here' as const, 'there' as const),
      isScoped: fc.integer({ min: 0, max: 5 }).map((number) => number > 0),
      steps: fc.array(step, { minLength: 1, maxLength: 4 }),
    })

  it.each([
    ['one node', fc.constant(0 as const), 200],
    ['two nodes', fc.constantFrom(0 as const, 1 as const), 100],
  ])('end as if they ran one after the other, in some order: %s', async (_, node, numRuns) => {
    await fc.assert(
      fc.asyncProperty(fc.array(jobOf(node), { maxLength: 7 }), async (jobs) => {
        await nodes[0].write(async (tx) => {
          await tx.run(clear, {})
          for (const locationId of ['here', 'there'])
            for (const tag of ['a', 'b']) await tx.run(insert, { locationId, name: tag, id: '0' })
        })
        // So that the locations are known, and are looked at ahead.
        for (const locationId of ['here', 'there'])
          await nodes[0].write((tx) => tx.get(find, { locationId, name: 'a' }), { locationId })
        const done = await Promise.all(
          jobs.map(({ node: at, locationId, isScoped, steps }) =>
            nodes[at]
              .write((tx) => play(tx, locationId, steps), isScoped ? { locationId } : {})
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

  it('lose no increment, however often they have to look again', async () => {
    await nodes[0].write((tx) => tx.run(clear, {}))
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

  it('look up anew what another node has written', async () => {
    const scope = { locationId: 'here' }
    await nodes[0].write((tx) => tx.run(clear, {}))
    for (const name of ['a', 'b'])
      await nodes[0].write((tx) => tx.run(insert, { ...scope, name, id: '0' }), scope)
    const raiseA: Step[] = [{ kind: 'increment', name: 'a' }]
    const lookAtA: Step[] = [
      { kind: 'look', name: 'a' },
      { kind: 'increment', name: 'b' },
    ]
    for (let times = 1; times < 5; times += 1) {
      await nodes[1].write((tx) => play(tx, 'here', raiseA), scope)
      // Several in a row: a node that was overtaken looks ahead again once it is alone.
      for (let look = 0; look < 4; look += 1)
        expect(await nodes[0].write((tx) => play(tx, 'here', lookAtA), scope)).toEqual([`${times}`])
    }
  })
})

it('writes that looked ahead are one round trip', async () => {
  const [node] = nodes
  const names = Array.from({ length: 40 }, (_, index) => `tag ${index}`)
  const scope = { locationId: 'there' }
  const insertAll = () =>
    names.map((name) => node.write((tx) => tx.run(insert, { ...scope, name, id: '0' }), scope))
  await Promise.all(insertAll())
  // The tests before may have left it with less trust: what finds all as it was left brings it back.
  await node.write((tx) => play(tx, 'there', [{ kind: 'increment', name: 'tag 0' }]), scope)
  const sent: string[] = []
  const { ask } = Connection.prototype
  const spy = vi.spyOn(Connection.prototype, 'ask').mockImplementation(function (this: Connection, asked) {
    sent.push(asked.name)
    return ask.call(this, asked)
  })
  await Promise.all(
    names.map((name) => node.write((tx) => play(tx, 'there', [{ kind: 'increment', name }]), scope)),
  )
  spy.mockRestore()
  expect(sent.map((name) => name.replace(/-[0-9a-f]{12}/, ''))).toEqual([
    'writes-ahead-find-sets',
    'raise-expected-location-marks',
    'writes-ahead-set-sets',
  ])
})
