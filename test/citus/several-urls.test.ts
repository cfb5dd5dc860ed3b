import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { find, insert as insertCompany, insertLocation } from '../../server/src/storage/sql-conformance.ts'
import { onEachServer } from '../support/citus/databases.ts'
import { CuttingProxy } from '../support/postgres/cutting-proxy.ts'
import { createDatabase, execute, postgresUrl, type TestDatabase } from '../support/postgres/databases.ts'

let database: TestDatabase
let urls: string[]
beforeAll(async () => {
  database = await createDatabase()
  urls = await onEachServer(database)
})
afterAll(() => database.drop())

it('a node spreads its connections over the servers, and goes on without one of them', async () => {
  const [coordinator = '', worker = '', other = ''] = urls
  const passed = await CuttingProxy.open(worker)
  const storage = await openStorage({ database: [coordinator, passed.url, other].join(), clock })
  await storage.write(async (tx) => {
    await tx.run(insertCompany, { id: 'c', name: 'C', dateAdded: 1 })
    await tx.run(insertLocation, { id: 'l', companyId: 'c' })
  }, 'database')
  const read = (id: string) => storage.read((tx) => tx.get(find, { id }))
  await Promise.all(Array.from({ length: 20 }, () => read('c')))
  const sessionsAt = async (url: string) =>
    (
      await execute(
        url,
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'contactd'`,
      )
    ).length
  const counts = await Promise.all(urls.map(sessionsAt))
  expect(counts.filter((count) => count > 0).length).toBeGreaterThan(1)
  await passed.close()
  for (let round = 0; round < 5; round += 1) {
    await storage.write((tx) => tx.run(insertLocation, { id: `l${round}`, companyId: 'c' }), 'database')
    expect((await Promise.all(Array.from({ length: 8 }, () => read('c')))).every(Boolean)).toBe(true)
  }
  await storage.close()
})

it('a server of another database or cluster is refused', async () => {
  const [coordinator = '', worker = ''] = urls
  await expect(openStorage({ database: [coordinator, postgresUrl()].join(), clock })).rejects.toThrow(
    "is no server of the database's cluster: correct the URL or remove it.",
  )
  const storage = await openStorage({
    database: [worker, 'postgres://x@127.0.0.1:1/x', coordinator].join(),
    clock,
  })
  await storage.close()
})
