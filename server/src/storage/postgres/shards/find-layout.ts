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
})

const hasCitus = `SELECT to_regclass('pg_catalog.pg_dist_partition') IS NOT NULL`
const isDistributed = `SELECT EXISTS (
  SELECT 1 FROM pg_catalog.pg_dist_partition WHERE logicalrelid = to_regclass('location_marks'))`

/** The layout of the database of a connection: that of shards if Citus distributes its locations. */
export async function findLayout(connection: Connection): Promise<Layout> {
  const isTrue = async (text: string) =>
    (await connection.query({ name: '', text, values: [] })).rows[0]?.[0] === true
  return (await isTrue(hasCitus)) && (await isTrue(isDistributed)) ? inShards(silentLog) : oneServer
}

/** @throws DatabaseOpenError if several servers are named for a database that is not distributed. */
export function refuseSeveral(urls: readonly string[], layout: Layout): void {
  if (urls.length > 1 && layout === oneServer)
    throw new DatabaseOpenError(
      'Several URLs name servers of one cluster, but the database is not distributed: name one.',
    )
}
