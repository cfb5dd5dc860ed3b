import type { Connection } from '../connection/connection.ts'
import { onServer } from '../inspect-server.ts'
import { describeCluster } from './cluster.ts'

/** Facts about the cluster of a distributed database. */
export interface ClusterInspection {
  /** Citus's version text. */
  version: string
  nodes: ClusterNode[]
}

export interface ClusterNode {
  /** `host:port`. */
  place: string
  isCoordinator: boolean
  /** Why the server that was asked can't reach it; undefined if it can. */
  failure: string | undefined
  /** The number of shards of locations that it has. */
  shards: number
  /** Transactions that have waited for their second phase for more than a minute. */
  unfinished: number
}

const listNodes = `SELECT nodeid, nodename || ':' || nodeport, groupid = 0, (
    SELECT COUNT(*) FROM pg_dist_placement AS p JOIN pg_dist_shard AS s ON s.shardid = p.shardid
    WHERE p.groupid = n.groupid AND s.logicalrelid = to_regclass('location_marks'))
  FROM pg_dist_node AS n WHERE noderole = 'primary' AND isactive ORDER BY groupid`

const countUnfinished = `SELECT nodeid, success, result FROM run_command_on_all_nodes($$
  SELECT COUNT(*) FROM pg_prepared_xacts
  WHERE database = current_database() AND prepared < now() - interval '1 minute'$$)`

/**
 * Inspects the cluster of a database without changing anything.
 * @returns undefined if the database is not distributed.
 * @throws DatabaseOpenError if the server can't be reached or refuses the connection.
 */
export function inspectCluster(url: string): Promise<ClusterInspection | undefined> {
  return onServer(url, async (connection) => {
    const { version, tables } = await describeCluster(connection)
    if (version === undefined || !tables.has('location_marks')) return undefined
    return { version, nodes: await nodesOf(connection) }
  })
}

async function nodesOf(connection: Connection): Promise<ClusterNode[]> {
  const ask = async (text: string) => (await connection.query({ text, name: '', values: [] })).rows
  const counts = new Map((await ask(countUnfinished)).map(([id, isDone, result]) => [id, { isDone, result }]))
  return (await ask(listNodes)).map(([id, place, isCoordinator, shards]) => {
    const count = counts.get(id)
    const isReached = count?.isDone === true
    return {
      place: String(place),
      isCoordinator: isCoordinator === true,
      failure: isReached ? undefined : String(count?.result ?? 'no answer'),
      shards: Number(shards),
      unfinished: isReached ? Number(count?.result) : 0,
    }
  })
}
