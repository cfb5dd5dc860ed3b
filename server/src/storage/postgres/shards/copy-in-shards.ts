import type { CopyLayout } from '../copy/copy-layout.ts'
import { highestNumber } from './distribution.ts'
import { oneConnection } from './distribution-steps.ts'
import { GlobalNumbers } from './global-numbers.ts'
import { fillPlaces } from './id-places.ts'

/** Longer than the time limit of a write, which may hold the lock. */
const lockTimeMs = 15_000

/** Each reads of one shard on each worker, so the transaction then has a snapshot of every worker. */
const touchWorkers = ['location_marks', 'documents', 'id_places'].map(
  (table) => `SELECT COUNT(*) FROM (SELECT 1 FROM ${table} LIMIT 1) AS one`,
)

/** Copies, backups and restores of a database in shards, over a connection to the coordinator. */
export const copyInShards: CopyLayout = {
  settings: [
    oneConnection,
    'SET LOCAL citus.max_adaptive_executor_pool_size = 1',
    // The settings after it reach the workers, too.
    "SET LOCAL citus.propagate_set_commands = 'local'",
  ],
  // Shards on the coordinator are tables, too.
  ownKeys: 'conrelid IN (SELECT logicalrelid FROM pg_dist_partition)',
  readNumbering: (connection) => GlobalNumbers.read(connection),
  derived: [
    `DO $$ BEGIN
       EXECUTE format('ALTER TABLE location_marks ALTER COLUMN numbers SET DEFAULT %s', ${highestNumber});
       EXECUTE format('UPDATE location_marks SET numbers = GREATEST(numbers, %s)', ${highestNumber});
     END $$`,
    'TRUNCATE id_places',
    fillPlaces,
  ],
  /**
   * Each worker has a snapshot of its own. Writes of any server lock `location_marks`: while all of them are held off,
   * no transaction is committed on one worker and not yet on another.
   */
  async beginSnapshot(connection, begin, openOther) {
    const other = await openOther()
    await other.control(`BEGIN; SET LOCAL lock_timeout = ${lockTimeMs}`)
    await other.control('LOCK TABLE location_marks IN EXCLUSIVE MODE')
    await begin()
    for (const sql of touchWorkers) await connection.control(sql)
    await other.control('ROLLBACK')
  },
}
