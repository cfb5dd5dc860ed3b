import { setTimeout as sleep } from 'node:timers/promises'
import {
  createStatement,
  dropOn,
  execute,
  newDatabaseName,
  type TestDatabase,
  withDatabase,
} from '../postgres/databases.ts'

/** A server of the cluster that the tests use. */
export interface CitusNode {
  /** The URL of a database that does not belong to the tests. */
  url: string
  host: string
  port: number
}

/** A database of the cluster: on the coordinator and on each worker. */
export interface ClusterDatabase extends TestDatabase {
  /** Its URLs on the workers. */
  workers: string[]
}

/** The coordinator that `CONTACTD_TEST_CITUS_URL` names, and its workers, which accept the same user. */
export async function clusterNodes(): Promise<[CitusNode, ...CitusNode[]]> {
  const url = process.env.CONTACTD_TEST_CITUS_URL
  if (!url) throw new Error('Name a coordinator with two workers in CONTACTD_TEST_CITUS_URL.')
  const found = await execute<{ host: string; port: number; isWorker: boolean }>(
    url,
    `SELECT nodename AS host, nodeport AS port, groupid <> 0 AS "isWorker" FROM pg_dist_node
     WHERE noderole = 'primary' ORDER BY groupid`,
  )
  const nodes = found.map(({ host, port, isWorker }) => ({
    url: isWorker ? onNode(url, host, port) : url,
    host,
    port,
  }))
  const [coordinator, ...workers] = nodes
  if (coordinator === undefined || workers.length < 2)
    throw new Error(
      'The cluster of CONTACTD_TEST_CITUS_URL has fewer than two workers, or an unregistered coordinator.',
    )
  return [coordinator, ...workers]
}

/**
 * Creates an empty database on every node, in seconds.
 * @param content `cluster` by default: with Citus and all nodes; `extension`: with Citus alone; `none`: without.
 */
export async function createClusterDatabase(
  content: 'cluster' | 'extension' | 'none' = 'cluster',
): Promise<ClusterDatabase> {
  const nodes = await clusterNodes()
  const name = newDatabaseName()
  const urls = nodes.map(({ url }) => withDatabase(url, name))
  await Promise.all(nodes.map(({ url }) => execute(url, createStatement(name, 'template0'))))
  if (content !== 'none') await Promise.all(urls.map((url) => execute(url, 'CREATE EXTENSION citus')))
  const [coordinator, ...workers] = nodes
  const [url = '', ...workerUrls] = urls
  if (content === 'cluster') {
    await execute(url, `SELECT citus_set_coordinator_host('${coordinator.host}', ${coordinator.port})`)
    for (const worker of workers) await addNode(url, worker)
  }
  const drop = () =>
    dropOn(
      nodes.map((node) => node.url),
      name,
    )
  return { url, workers: workerUrls, drop }
}

const addAttempts = 10

/** Adding a node changes the roles of its server, which another test may do at the same time: one of them fails. */
async function addNode(url: string, { host, port }: CitusNode): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await execute(url, `SELECT citus_add_node('${host}', ${port})`)
      return
    } catch (error) {
      if (!/marked as essential|concurrently updated/.test(String(error)) || attempt === addAttempts)
        throw error
      await sleep(250)
    }
  }
}

/** The URLs of a distributed database on each server: the coordinator first. */
export async function onEachServer(database: TestDatabase): Promise<string[]> {
  const name = new URL(database.url).pathname.slice(1)
  return (await clusterNodes()).map(({ url }) => withDatabase(url, name))
}

function onNode(url: string, host: string, port: number): string {
  const other = new URL(url)
  other.hostname = host
  other.port = String(port)
  return other.href
}
