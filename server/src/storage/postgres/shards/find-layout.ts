import { type StorageLog, silentLog } from '../../log.ts'
import { DatabaseOpenError } from '../../open-error.ts'
import type { Connection } from '../connection/connection.ts'
import { type Layout, oneServer } from '../connection/layout.ts'
import { copyInShards } from './copy-in-shards.ts'
import { IdPlaces } from './id-places.ts'
import { markLocks } from './mark-locks.ts'
import { shardForms } from './shard-forms.ts'

/** The rows of locations are in the shards of a Citus cluster. @param log for outages of its workers. */
export const inShards = (log: StorageLog): Layout => ({
  forms: shardForms,
  locking: markLocks,
  places: new IdPlaces(log),
  copying: copyInShards,
  mayKeepStatements: async (connection) => !(await isTrue(connection, hasShards)),
})

/**
 * Whether a server has shards itself. Citus 13.2 keeps a further plan with each execution of a prepared statement on such a
 * shard, until the connection ends, and takes longer than without a name.
 */
const hasShards = `SELECT EXISTS (
  SELECT 1 FROM pg_dist_placement JOIN pg_dist_shard USING (shardid)
  WHERE groupid = (SELECT groupid FROM pg_dist_local_group) AND shardminvalue IS NOT NULL)`

const hasCitus = `SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL`
const isDistributed = `SELECT EXISTS (
  SELECT 1 FROM pg_catalog.pg_dist_partition WHERE logicalrelid = to_regclass('location_marks'))`

/** The layout of the database of a connection: that of shards if Citus distributes its locations. */
export async function findLayout(connection: Connection): Promise<Layout> {
  return (await isTrue(connection, hasCitus)) && (await isTrue(connection, isDistributed))
    ? inShards(silentLog)
    : oneServer
}

const isTrue = async (connection: Connection, text: string): Promise<boolean> =>
  (await connection.query({ name: '', text, values: [] })).rows[0]?.[0] === true

/** @throws DatabaseOpenError if several servers are named for a database that is not distributed. */
export function refuseSeveral(urls: readonly string[], layout: Layout): void {
  if (urls.length > 1 && layout === oneServer)
    throw new DatabaseOpenError(
      'Several URLs name servers of one cluster, but the database is not distributed: name one.',
    )
}
