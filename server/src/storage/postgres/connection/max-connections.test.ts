import pg from 'pg'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import {
  createDatabase,
  execute,
  postgresUrl,
  type TestDatabase,
} from '../../../../../test/support/postgres/databases.ts'
import { systemClock as clock } from '../../../lib/clock.ts'
import { openStorage } from '../../open-storage.ts'
import { find, insert } from '../../sql-conformance.ts'
import { type Storage, StorageUnavailableError } from '../../storage.ts'

let database: TestDatabase
let storage: Storage
let user: string
const clients: pg.Client[] = []

beforeEach(async () => {
  database = await createDatabase()
  user = `role_${new URL(database.url).pathname.slice(1)}`
})
afterEach(async () => {
  await storage.close()
  await Promise.all(clients.splice(0).map((client) => client.end()))
  await database.drop()
  await execute(postgresUrl(), `DROP ROLE IF EXISTS ${user}`)
})

const read = () => storage.read((tx) => tx.get(find, { id: 'a' }))
const write = (id: string) =>
  storage.write((tx) => tx.run(insert, { id, name: 'a', dateAdded: 0 }), 'database')

/** A URL for a user who has all rights in the database and a limited number of connections. */
async function urlWith(connections: number): Promise<string> {
  await execute(database.url, `CREATE ROLE ${user} LOGIN PASSWORD 'p' CONNECTION LIMIT ${connections}`)
  for (const things of ['ALL TABLES IN SCHEMA public', 'SCHEMA public'])
    await execute(database.url, `GRANT ALL ON ${things} TO ${user}`)
  return Object.assign(new URL(database.url), { username: user, password: 'p' }).href
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))

it('a server without a free connection refuses, and is used again when it has one', async () => {
  const url = await urlWith(1)
  storage = await openStorage({ database: url, clock })
  const other = new pg.Client(url)
  clients.push(other)
  await other.connect()
  const asked = await Promise.allSettled([read(), write('a'), read()])
  for (const one of asked) expect(one).toMatchObject({ reason: expect.any(StorageUnavailableError) })
  await other.end()
  await write('a')
})

it('a server with fewer connections than requested serves everything on those', async () => {
  storage = await openStorage({ database: await urlWith(2), clock })
  // The server takes a moment to free the place of the connection that checked for migrations.
  await vi.waitFor(() => write('a'), { timeout: 30_000 })
  const reads: Promise<unknown>[] = []
  for (let turn = 0; turn < 100; turn += 1) {
    reads.push(read())
    await nextTurn()
  }
  await write('b')
  for (const row of await Promise.all(reads)) expect(row).toMatchObject({ id: 'a' })
})
