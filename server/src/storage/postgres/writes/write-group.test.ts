import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { systemClock as clock } from '../../../lib/clock.ts'
import { openStorage } from '../../open-storage.ts'
import { find, insert, list, setDate } from '../../sql-conformance.ts'
import { statement } from '../../statement.ts'
import type { Storage, WriteTx } from '../../storage.ts'
import { Connection } from '../connection/connection.ts'

let database: TestDatabase
let storage: Storage

const clear = statement<Record<string, never>>('write-group-clear', 'DELETE FROM companies')
const remove = statement<{ id: string }>('write-group-remove', 'DELETE FROM companies WHERE id = :id')

beforeAll(async () => {
  database = await createDatabase()
  storage = await openStorage({ database: database.url, clock })
})
afterAll(async () => {
  await storage.close()
  await database.drop()
})
beforeEach(() => storage.write((tx) => tx.run(clear, {}), 'database'))

const company = (id: string, dateAdded = 0) => ({ id, name: id, dateAdded })
const rows = () => storage.read((tx) => tx.all(list, {}))

type Step =
  | { kind: 'read'; id: string }
  | { kind: 'read all' }
  | { kind: 'insert' | 'remove' | 'increment' | 'count removed'; id: string }
  | { kind: 'refuse' }

/** The operations of a write, on the database or on a map. */
interface Table {
  get(id: string): Promise<number | undefined>
  ids(): Promise<string[]>
  insert(id: string): Promise<void>
  set(id: string, value: number): Promise<void>
  remove(id: string): Promise<void>
  countRemoved(id: string): Promise<number>
}

async function play(steps: readonly Step[], table: Table): Promise<unknown[]> {
  const seen: unknown[] = []
  for (const step of steps) {
    if (step.kind === 'read') seen.push(await table.get(step.id))
    else if (step.kind === 'read all') seen.push(await table.ids())
    else if (step.kind === 'insert') await table.insert(step.id)
    else if (step.kind === 'remove') await table.remove(step.id)
    else if (step.kind === 'count removed') seen.push(await table.countRemoved(step.id))
    else if (step.kind === 'increment') await table.set(step.id, ((await table.get(step.id)) ?? 0) + 1)
    else throw new Error('refused')
  }
  return seen
}

const tableOf = (tx: WriteTx): Table => ({
  get: async (id) => (await tx.get(find, { id }))?.date_added,
  ids: async () => (await tx.all(list, {})).map((row) => row.id),
  insert: (id) => tx.run(insert, company(id)),
  set: (id, dateAdded) => tx.run(setDate, { id, dateAdded }),
  remove: (id) => tx.run(remove, { id }),
  countRemoved: (id) => tx.change(remove, { id }),
})

/** The same on a map, one write after the other. */
function tableIn(map: Map<string, number>): Table {
  return {
    get: async (id) => map.get(id),
    ids: async () => [...map.keys()].sort(),
    insert: async (id) => {
      if (map.has(id)) throw new Error('taken')
      map.set(id, 0)
    },
    set: async (id, value) => {
      if (map.has(id)) map.set(id, value)
    },
    remove: async (id) => {
      map.delete(id)
    },
    countRemoved: async (id) => (map.delete(id) ? 1 : 0),
  }
}

describe('writes of one group', () => {
  const id = fc.constantFrom('a', 'b', 'c', 'd')
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ kind: fc.constant('read' as const), id }),
    { arbitrary: fc.constant({ kind: 'read all' as const }), weight: 1 },
    { arbitrary: fc.record({ kind: fc.constant('increment' as const), id }), weight: 4 },
    fc.record({ kind: fc.constantFrom('insert' as const, 'remove' as const, 'count removed' as const), id }),
    { arbitrary: fc.constant({ kind: 'refuse' as const }), weight: 1 },
  )

  it('are serializable in their order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 12 }), async (jobs) => {
        await storage.write(async (tx) => {
          await tx.run(clear, {})
          await tx.run(insert, company('a'))
          await tx.run(insert, company('b'))
        }, 'database')
        const done = await Promise.allSettled(
          jobs.map((steps) => storage.write((tx) => play(steps, tableOf(tx)), 'database')),
        )
        let map = new Map([
          ['a', 0],
          ['b', 0],
        ])
        for (const [index, steps] of jobs.entries()) {
          const copy = new Map(map)
          const expected = await play(steps, tableIn(copy)).then(
            (value) => ({ status: 'fulfilled', value }),
            () => ({ status: 'rejected' }),
          )
          expect(done[index]).toMatchObject(expected)
          if (expected.status === 'fulfilled') map = copy
        }
        expect((await rows()).map((row) => [row.id, row.date_added])).toEqual(
          [...map].sort(([one], [other]) => (one < other ? -1 : 1)),
        )
      }),
      { numRuns: 100 },
    )
  })

  it('read and write with few statements', async () => {
    const ids = Array.from({ length: 60 }, (_, index) => `company ${index}`)
    await Promise.all(ids.map((each) => storage.write((tx) => tx.run(insert, company(each)), 'database')))
    const sent: string[] = []
    const { query } = Connection.prototype
    const spy = vi.spyOn(Connection.prototype, 'query').mockImplementation(function (
      this: Connection,
      asked,
    ) {
      sent.push(asked.name)
      return query.call(this, asked)
    })
    const increment = (each: string) =>
      storage.write(async (tx) => {
        const row = await tx.get(find, { id: each })
        await tx.run(setDate, { id: each, dateAdded: Number(row?.date_added) + 1 })
      }, 'database')
    await Promise.all(ids.map(increment))
    spy.mockRestore()
    // The version of the database, a read, a write, and the increment of the version.
    expect(sent).toHaveLength(4)
    expect(await rows()).toMatchObject(ids.map(() => ({ date_added: 1 })))
  })
})

describe('a write with the scope of a location', () => {
  const tag = (locationId: string) => ({ locationId, id: locationId, name: 'tag' })
  const insertTag = statement<ReturnType<typeof tag>>(
    'write-group-insert-tag',
    'INSERT INTO location_tags (location_id, id, name) VALUES (:locationId, :id, :name)',
  )
  const deleteAll = statement<Record<string, never>>('write-group-delete-tags', 'DELETE FROM location_tags')

  it.each<[string, (tx: WriteTx) => Promise<void>]>([
    ['another location', (tx) => tx.run(insertTag, tag('other'))],
    ['no location', (tx) => tx.run(deleteAll, {})],
    ['a table that is not of locations', (tx) => tx.run(insert, company('a'))],
  ])('cannot change %s', async (_, refused) => {
    await expect(storage.write(refused, { locationId: 'own' })).rejects.toThrow('outside of the location')
    expect(await rows()).toEqual([])
  })
})
