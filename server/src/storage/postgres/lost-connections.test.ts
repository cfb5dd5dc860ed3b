import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Cut, CuttingProxy } from '../../../../test/support/postgres/cutting-proxy.ts'
import { createDatabase, execute, type TestDatabase } from '../../../../test/support/postgres/databases.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { openStorage } from '../open-storage.ts'
import { find, insert, setDate } from '../sql-conformance.ts'
import { type Storage, StorageUnavailableError, type WriteTx } from '../storage.ts'

let database: TestDatabase
let proxy: CuttingProxy
let storage: Storage

beforeEach(async () => {
  database = await createDatabase()
  proxy = await CuttingProxy.open(database.url)
  storage = await openStorage({ database: proxy.url, clock })
  await storage.write((tx) => tx.run(insert, { id: 'a', name: 'a', dateAdded: 0 }))
})
afterEach(async () => {
  await storage.close()
  await proxy.close()
  await database.drop()
})

const increment = async (tx: WriteTx) => {
  const row = await tx.get(find, { id: 'a' })
  await tx.run(setDate, { id: 'a', dateAdded: Number(row?.date_added) + 1 })
}
/** As the server has it, by another way. */
const count = async () => (await execute<{ date_added: string }>(database.url, 'SELECT * FROM companies'))[0]

describe.each<Cut>(['end', 'reset'])('a connection that is cut (%s)', (cut) => {
  it('behind a COMMIT that was sent fails the writes, and they are not done again', async () => {
    proxy.cutAfter('COMMIT\0', 'COMMIT\0', cut)
    const writes = await Promise.allSettled([storage.write(increment), storage.write(increment)])
    expect(proxy.cuts).toBe(1)
    for (const write of writes) expect(write).toMatchObject({ reason: expect.any(StorageUnavailableError) })
    expect(await count()).toMatchObject({ date_added: '2' })
    await storage.write(increment)
    expect(await count()).toMatchObject({ date_added: '3' })
  })

  it.each([
    ['BEGIN', 'BEGIN\0'],
    ['FROM companies WHERE id', 'Z\0\0\0\x05T'],
  ])('behind %s is made anew, unseen', async (word, answer) => {
    proxy.cutAfter(word, answer, cut)
    await Promise.all([storage.write(increment), storage.write(increment)])
    expect(proxy.cuts).toBe(1)
    expect(await count()).toMatchObject({ date_added: '2' })
  })

  it('while nobody asks is made anew, unseen', async () => {
    for (let round = 1; round <= 3; round += 1) {
      proxy.cutAll(cut)
      const [row] = await Promise.all([
        storage.read((tx) => tx.get(find, { id: 'a' })),
        storage.write(increment),
      ])
      expect(row?.id).toBe('a')
      expect(await count()).toMatchObject({ date_added: String(round) })
    }
  })
})
