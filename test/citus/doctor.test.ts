import { afterAll, beforeAll, expect, it } from 'vitest'
import { runCheck } from '../../server/src/cli/doctor/check.ts'
import { clusterChecks } from '../../server/src/cli/doctor/cluster-checks.ts'
import { createClusterDatabase } from '../support/citus/databases.ts'
import { createDatabase, execute, type TestDatabase } from '../support/postgres/databases.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase()
})
afterAll(() => database.drop())

const diagnose = async (url: string) =>
  Promise.all((await clusterChecks(url)).map((check) => runCheck(check)))

it('doctor reports the nodes of a cluster, their shards, and a worker that is away', async () => {
  expect((await diagnose(database.url)).map(({ name, status }) => [name, status])).toEqual([
    ['cluster', 'ok'],
    ['shards', 'ok'],
    ['tables of nodes', 'ok'],
    ['two-phase commits', 'ok'],
  ])
  const [worker] = await execute<{ port: number }>(
    database.url,
    'SELECT nodeport AS port FROM pg_dist_node WHERE groupid = 2',
  )
  await execute(database.url, 'UPDATE pg_dist_node SET nodeport = 1 WHERE groupid = 2')
  const [cluster] = await diagnose(database.url)
  expect(cluster).toMatchObject({ status: 'fail', found: expect.stringContaining(":1 can't be reached") })
  await execute(database.url, `UPDATE pg_dist_node SET nodeport = ${worker?.port} WHERE groupid = 2`)
})

it('doctor reports a disabled node, and tables that a node lacks', async () => {
  const statuses = async () =>
    Object.fromEntries((await diagnose(database.url)).map(({ name, status }) => [name, status]))
  await execute(database.url, 'UPDATE pg_dist_node SET isactive = false WHERE groupid = 2')
  expect(await statuses()).toMatchObject({ cluster: 'fail' })
  await execute(database.url, 'UPDATE pg_dist_node SET isactive = true WHERE groupid = 2')
  await execute(
    database.url,
    `DELETE FROM pg_dist_placement WHERE groupid = 2 AND shardid = (
       SELECT shardid FROM pg_dist_shard WHERE logicalrelid = 'apps'::regclass)`,
  )
  expect(await statuses()).toMatchObject({ cluster: 'ok', 'tables of nodes': 'warn' })
})

it('doctor has no such checks for a database that is not distributed', async () => {
  const other = await createClusterDatabase()
  expect(await clusterChecks(other.url)).toEqual([])
  await other.drop()
})
