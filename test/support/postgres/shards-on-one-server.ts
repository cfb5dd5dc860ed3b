import { systemClock as clock } from '../../../server/src/lib/clock.ts'
import { silentLog } from '../../../server/src/storage/log.ts'
import { connectionSettings } from '../../../server/src/storage/postgres/connection/connection-settings.ts'
import { Session } from '../../../server/src/storage/postgres/connection/session.ts'
import { PostgresStorage } from '../../../server/src/storage/postgres/postgres-storage.ts'
import { numberedTables } from '../../../server/src/storage/postgres/shards/distribution.ts'
import { inShards } from '../../../server/src/storage/postgres/shards/find-layout.ts'
import { writerLimits } from '../../../server/src/storage/postgres/writes/postgres-writer.ts'
import { execute } from './databases.ts'

/**
 * A fake cluster of two workers. Each question for the worker of a location or an id gets another answer, as if its shard were
 * moved all the time.
 */
const fakeCluster = `
  CREATE TABLE pg_dist_placement (shardid BIGINT PRIMARY KEY, groupid INTEGER NOT NULL);
  INSERT INTO pg_dist_placement (shardid, groupid) VALUES (1, 1), (2, 2);
  CREATE TABLE pg_dist_shard (shardid BIGINT PRIMARY KEY, shardminvalue TEXT);
  CREATE TABLE pg_dist_local_group (groupid INTEGER PRIMARY KEY);
  INSERT INTO pg_dist_local_group (groupid) VALUES (0);
  CREATE FUNCTION get_shard_id_for_distribution_column(name REGCLASS, value TEXT) RETURNS BIGINT
    LANGUAGE SQL VOLATILE AS 'SELECT CAST(1 + FLOOR(RANDOM() * 2) AS BIGINT)'`

/** Gives a migrated database on one server what a distributed one has besides its shards. */
export async function prepareForShards(url: string): Promise<void> {
  const keys = numberedTables.map(
    (table) => `ALTER TABLE ${table} DROP CONSTRAINT ${table}_pkey, ADD PRIMARY KEY (location_id, sequence)`,
  )
  await execute(
    url,
    `${keys.join('; ')};
     ALTER TABLE location_marks ADD COLUMN numbers BIGINT NOT NULL DEFAULT 1000;
     CREATE TABLE everywhere (id BIGINT PRIMARY KEY, mark BIGINT NOT NULL);
     INSERT INTO everywhere (id, mark) VALUES (1, 1), (2, 1);
     CREATE TABLE id_places (
       id TEXT COLLATE "C" NOT NULL, location_id TEXT COLLATE "C" NOT NULL, PRIMARY KEY (id, location_id)
     );
     DELETE FROM location_marks WHERE location_id = '';
     ALTER TABLE location_marks RENAME COLUMN mark TO version;
     ${fakeCluster}`,
  )
}

/**
 * Opens the database with the statements and locks of shards, which one server executes, too.
 * @param writing `lanes`: in groups, with a lane for each worker of the fake cluster.
 */
export function openInShards(
  url: string,
  writing: 'groups' | 'inline' | 'lanes' = 'groups',
): PostgresStorage {
  const session = () => new Session(connectionSettings(url), true, inShards(silentLog))
  const sessions = { writer: session(), readers: [session(), session()], replicas: [], counter: session() }
  return new PostgresStorage({
    ...sessions,
    shards: writing === 'lanes' ? { url: undefined, openSession: session } : undefined,
    clock,
    log: silentLog,
    limits: { ...writerLimits, workerMemoryMs: 0 },
    writing: writing === 'inline' ? 'inline' : 'groups',
  })
}
