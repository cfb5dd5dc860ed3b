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
  /** Whether the cluster uses it. */
  isActive: boolean
  /** Whether shards may be moved to it. */
  takesShards: boolean
  /** Why the server that was asked can't reach it; undefined if it can, or if the cluster does not use it. */
  failure: string | undefined
  /** The number of shards of locations that it has. */
  shards: number
  /** Tables that every node must have and this one was not given. */
  missingCopies: number
  /** Tables that it was given and does not have. */
  lostTables: number
  /** Transactions that have waited for their second phase for more than a minute. */
  unfinished: number
}

const listNodes = `SELECT nodeid, nodename || ':' || nodeport, groupid = 0, (
    SELECT COUNT(*) FROM pg_dist_placement AS p JOIN pg_dist_shard AS s ON s.shardid = p.shardid
    WHERE p.groupid = n.groupid AND s.logicalrelid = to_regclass('location_marks')
  ), isactive, shouldhaveshards, (
    SELECT COUNT(*) FROM pg_dist_shard AS s JOIN pg_dist_partition AS t ON t.logicalrelid = s.logicalrelid
    WHERE t.partmethod = 'n' AND t.repmodel = 't' AND NOT EXISTS (
      SELECT 1 FROM pg_dist_placement AS p WHERE p.shardid = s.shardid AND p.groupid = n.groupid))
  FROM pg_dist_node AS n WHERE noderole = 'primary' ORDER BY groupid`

/** Two numbers of each node that can be reached. */
const countOnNodes = `SELECT nodeid, success, result FROM run_command_on_all_nodes($$
  SELECT (SELECT COUNT(*) FROM pg_prepared_xacts
    WHERE database = current_database() AND prepared < now() - interval '1 minute') || ' ' || (
    SELECT COUNT(*) FROM pg_dist_placement AS p JOIN pg_dist_shard AS s ON s.shardid = p.shardid
    WHERE p.groupid = (SELECT groupid FROM pg_dist_local_group)
      AND to_regclass(shard_name(s.logicalrelid, s.shardid)) IS NULL)$$)`

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
  const counts = new Map((await ask(countOnNodes)).map(([id, isDone, result]) => [id, { isDone, result }]))
  return (await ask(listNodes)).map((row) => {
    const [id, place, isCoordinator, shards, isActive, takesShards, missingCopies] = row
    const count = counts.get(id)
    const isReached = count?.isDone === true
    return {
      place: String(place),
      isCoordinator: isCoordinator === true,
      isActive: isActive === true,
      takesShards: takesShards === true,
      failure: isReached || isActive !== true ? undefined : String(count?.result ?? 'no answer'),
      shards: Number(shards),
      missingCopies: Number(missingCopies),
      ...(isReached ? countsOf(String(count?.result)) : { unfinished: 0, lostTables: 0 }),
    }
  })
}

function countsOf(text: string): Pick<ClusterNode, 'unfinished' | 'lostTables'> {
  const [unfinished, lostTables] = text.split(' ').map(Number)
  return { unfinished: unfinished ?? 0, lostTables: lostTables ?? 0 }
}
