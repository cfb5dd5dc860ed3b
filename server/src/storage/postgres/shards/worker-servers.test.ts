import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createDatabase, execute, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { until } from '../../../../../test/support/until.ts'
import type { ReadTx } from '../../storage.ts'
import { WorkerServers } from './worker-servers.ts'

const worker = 1
const nodes = 'c:5432 w:5432'

/** A server that has the tables by which a worker is known. */
let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase('empty')
  await execute(
    database.url,
    `CREATE TABLE pg_dist_local_group (groupid INTEGER); INSERT INTO pg_dist_local_group VALUES (${worker});
     CREATE TABLE pg_dist_node (nodeid INTEGER, nodename TEXT, nodeport INTEGER);
     INSERT INTO pg_dist_node VALUES (1, 'c', 5432), (2, 'w', 5432)`,
  )
})
afterAll(() => database.drop())
afterEach(() => {
  vi.useRealTimers()
})

/**
 * Servers of a cluster that has the address of the test's server for its worker.
 * @param identityThere of the server that the cluster reaches there; by default, it is the test's server.
 */
function serversOf(identityThere?: string) {
  const { hostname, port } = new URL(database.url)
  const asked: string[] = []
  const identified = async (command: string) => {
    const [row] = await execute<Record<string, string>>(database.url, command)
    return Object.values(row ?? {})[0]
  }
  const get = async ({ name }: { name: string }, { command }: { command: string }) => {
    asked.push(name)
    if (name === 'find-server-of-worker') return { host: hostname, port: Number(port), nodes }
    return { identity: identityThere ?? (await identified(command)) }
  }
  return { servers: new WorkerServers({ get } as unknown as ReadTx, database.url), asked }
}

it('a worker is connected to directly if the cluster reaches the same server at its address', async () => {
  const { servers } = serversOf()
  expect(servers.urlOf(worker)).toBeUndefined()
  await until(() => servers.urlOf(worker) !== undefined)
  expect(servers.urlOf(worker)).toBe(database.url)
  servers.close()
})

it('a server of another cluster whose servers have the same names is not connected to', async () => {
  const { servers, asked } = serversOf('7714331755188513234 1796134960.037896 5')
  servers.urlOf(worker)
  await until(() => asked.includes('identify-server-of-worker'))
  await turn()
  expect(servers.urlOf(worker)).toBeUndefined()
  servers.close()
})

it('an answer that is older than half a minute counts no more', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { servers } = serversOf()
  await until(() => servers.urlOf(worker) !== undefined)
  vi.advanceTimersByTime(29_000)
  expect(servers.urlOf(worker)).toBe(database.url)
  vi.advanceTimersByTime(60_000)
  expect(servers.urlOf(worker)).toBeUndefined()
  servers.close()
})
