import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { createDatabase, execute, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { until } from '../../../../../test/support/until.ts'
import type { ReadTx } from '../../storage.ts'
import { WorkerServers } from './worker-servers.ts'

const worker = 1
const cluster = 'c:5432 w:5432 public'

/** A server that has the tables by which a worker is known. */
let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase('empty')
  await execute(
    database.url,
    `CREATE TABLE pg_dist_local_group (groupid INTEGER); INSERT INTO pg_dist_local_group VALUES (${worker});
     CREATE TABLE pg_dist_node (nodeid INTEGER, nodename TEXT, nodeport INTEGER);
     INSERT INTO pg_dist_node VALUES (1, 'c', 5432), (2, 'w', 5432);
     CREATE FUNCTION master_run_on_worker(host TEXT[], port INTEGER[], command TEXT[], parallel BOOLEAN)
     RETURNS TABLE (success BOOLEAN, result TEXT) LANGUAGE plpgsql AS
       'BEGIN success := TRUE; EXECUTE command[1] INTO result; RETURN NEXT; END'`,
  )
})
afterAll(() => database.drop())
afterEach(() => {
  vi.useRealTimers()
})

/** Servers of a cluster that has the address of the test's server for its worker, and reaches that server there. */
function serversOf(knownCluster = cluster) {
  const { hostname, port } = new URL(database.url)
  let asked = 0
  const get = async () => {
    asked += 1
    return { host: hostname, port: Number(port), cluster: knownCluster }
  }
  return { servers: new WorkerServers({ get } as unknown as ReadTx, database.url), asked: () => asked }
}

/** Lets a check end, and the next begin. */
async function checkTwice({ servers, asked }: ReturnType<typeof serversOf>): Promise<void> {
  vi.useFakeTimers({ toFake: ['performance'] })
  while (asked() < 2) {
    servers.urlOf(worker)
    vi.advanceTimersByTime(10_000)
    await sleep(5)
  }
}

it('a worker is connected to directly if the cluster reaches the same server at its address', async () => {
  const { servers } = serversOf()
  expect(servers.urlOf(worker)).toBeUndefined()
  await until(() => servers.urlOf(worker) !== undefined)
  expect(servers.urlOf(worker)).toBe(database.url)
  servers.close()
})

it('a server of another cluster whose servers have the same names is not connected to', async () => {
  await execute(
    database.url,
    `ALTER FUNCTION master_run_on_worker RENAME TO reached_before;
     CREATE FUNCTION master_run_on_worker(host TEXT[], port INTEGER[], command TEXT[], parallel BOOLEAN)
     RETURNS TABLE (success BOOLEAN, result TEXT) LANGUAGE SQL AS $$SELECT TRUE, '7714331755188513234 1796134960.03 5'$$`,
  )
  const other = serversOf()
  await checkTwice(other)
  expect(other.servers.urlOf(worker)).toBeUndefined()
  other.servers.close()
  await execute(
    database.url,
    'DROP FUNCTION master_run_on_worker; ALTER FUNCTION reached_before RENAME TO master_run_on_worker',
  )
})

it('a server with other nodes, or with the tables in another schema, is not connected to', async () => {
  for (const known of ['c:5432 w:5433 public', 'c:5432 w:5432 app']) {
    const other = serversOf(known)
    await checkTwice(other)
    expect(other.servers.urlOf(worker)).toBeUndefined()
    other.servers.close()
    vi.useRealTimers()
  }
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
