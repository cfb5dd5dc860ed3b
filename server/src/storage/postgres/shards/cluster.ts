import type { Connection } from '../connection/connection.ts'

/** A database as its cluster sees it. */
export interface Cluster {
  /** Citus's version; undefined if the database does not have the extension. */
  version: string | undefined
  /** Whether the server keeps the list of nodes: migrations run only there. */
  isCoordinator: boolean
  /** Whether the coordinator is in its own list of nodes, which reference tables need. */
  isRegistered: boolean
  /** The number of workers that take shards. */
  workers: number
  /** The number of shards of locations; 0 if they are not distributed. */
  shards: number
  /** The tables that were distributed on purpose. */
  tables: ReadonlySet<string>
}

const findVersion = "SELECT extversion FROM pg_extension WHERE extname = 'citus'"

const readCluster = `SELECT (SELECT groupid FROM pg_dist_local_group) = 0,
    EXISTS (SELECT 1 FROM pg_dist_node WHERE groupid = 0),
    (SELECT COUNT(*) FROM pg_dist_node WHERE groupid <> 0 AND noderole = 'primary' AND isactive AND shouldhaveshards),
    (SELECT COUNT(*) FROM pg_dist_shard WHERE logicalrelid = to_regclass('location_marks')),
    ARRAY(SELECT relname::text FROM pg_dist_partition JOIN pg_class ON pg_class.oid = logicalrelid
          WHERE NOT autoconverted AND relnamespace = current_schema()::regnamespace)`

/** What a server knows of its cluster. Changes nothing. */
export async function describeCluster(connection: Connection): Promise<Cluster> {
  const ask = async (text: string) => (await connection.query({ text, name: '', values: [] })).rows[0]
  const version = (await ask(findVersion))?.[0]
  if (version === undefined)
    return { version, isCoordinator: true, isRegistered: false, workers: 0, shards: 0, tables: new Set() }
  const [isCoordinator, isRegistered, workers, shards, tables] = (await ask(readCluster)) ?? []
  return {
    version: String(version),
    isCoordinator: isCoordinator === true,
    isRegistered: isRegistered === true,
    workers: Number(workers),
    shards: Number(shards),
    tables: new Set(tables as string[]),
  }
}
