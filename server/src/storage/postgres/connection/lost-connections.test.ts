import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Cut, CuttingProxy } from '../../../../../test/support/postgres/cutting-proxy.ts'
import { createDatabase, execute, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { systemClock as clock } from '../../../lib/clock.ts'
import { openStorage } from '../../open-storage.ts'
import { find, insert, insertLocation, setDate } from '../../sql-conformance.ts'
import { statement } from '../../statement.ts'
import { type Storage, StorageUnavailableError, type WriteTx } from '../../storage.ts'

let database: TestDatabase
let proxy: CuttingProxy
let storage: Storage

beforeEach(async () => {
  database = await createDatabase()
  proxy = await CuttingProxy.open(database.url)
  storage = await openStorage({ database: proxy.url, clock })
  await storage.write((tx) => tx.run(insert, { id: 'a', name: 'a', dateAdded: 0 }), 'database')
})
afterEach(async () => {
  await storage.close()
  await proxy.close()
  await database.drop()
})

const listTags = statement<{ locationId: string }, { name: string }>(
  'lost-connections-list-tags',
  'SELECT name FROM location_tags WHERE location_id = :locationId',
)
const insertTag = statement<{ locationId: string; name: string; id: string }>(
  'lost-connections-insert-tag',
  'INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, :name, :id)',
)
const increment = async (tx: WriteTx) => {
  const row = await tx.get(find, { id: 'a' })
  await tx.run(setDate, { id: 'a', dateAdded: Number(row?.date_added) + 1 })
}
/** Reads the value over a separate connection. */
const count = async () => (await execute<{ date_added: string }>(database.url, 'SELECT * FROM companies'))[0]

describe.each<Cut>(['end', 'reset'])('a connection that is cut (%s)', (cut) => {
  it('after a COMMIT was sent fails the writes, and does not repeat them', async () => {
    proxy.cutAfter('COMMIT\0', 'COMMIT\0', cut)
    const writes = await Promise.allSettled([
      storage.write(increment, 'database'),
      storage.write(increment, 'database'),
    ])
    expect(proxy.cuts).toBe(1)
    for (const write of writes) expect(write).toMatchObject({ reason: expect.any(StorageUnavailableError) })
    expect(await count()).toMatchObject({ date_added: '2' })
    await storage.write(increment, 'database')
    expect(await count()).toMatchObject({ date_added: '3' })
  })

  it('after the COMMIT of an optimistic write fails it, and does not repeat it', async () => {
    await storage.write((tx) => tx.run(insertLocation, { id: 'l', companyId: 'a' }), 'database')
    const addTag = (name: string) =>
      storage.write(
        async (tx) => {
          const id = String((await tx.all(listTags, { locationId: 'l' })).length)
          await tx.run(insertTag, { locationId: 'l', name, id })
        },
        { locationId: 'l' },
      )
    // A first write makes the next ones optimistic.
    await addTag('first')
    proxy.cutAfter('COMMIT\0', 'COMMIT\0', cut)
    const writes = await Promise.allSettled([addTag('second'), addTag('third')])
    expect(proxy.cuts).toBe(1)
    const refused = writes.filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    for (const one of refused) expect(one).toMatchObject({ reason: expect.any(StorageUnavailableError) })
    await addTag('last')
    const rows = await execute<{ name: string }>(database.url, 'SELECT * FROM location_tags ORDER BY id')
    expect(rows.map(({ name }) => name)).toEqual(['first', 'second', 'third', 'last'])
  })

  it.each([
    ['BEGIN', 'BEGIN\0'],
    ['FROM companies WHERE id', 'Z\0\0\0\x05T'],
  ])('after %s is reopened transparently', async (word, answer) => {
    proxy.cutAfter(word, answer, cut)
    await Promise.all([storage.write(increment, 'database'), storage.write(increment, 'database')])
    expect(proxy.cuts).toBe(1)
    expect(await count()).toMatchObject({ date_added: '2' })
  })

  it('while idle is reopened transparently', async () => {
    for (let round = 1; round <= 3; round += 1) {
      proxy.cutAll(cut)
      const [row] = await Promise.all([
        storage.read((tx) => tx.get(find, { id: 'a' })),
        storage.write(increment, 'database'),
      ])
      expect(row?.id).toBe('a')
      expect(await count()).toMatchObject({ date_added: String(round) })
    }
  })
})
