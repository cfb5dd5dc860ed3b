import type { ClientConfig } from 'pg'
import type { Clock } from '../../lib/clock.ts'
import type { WriteMetrics } from '../../metrics/write-metrics.ts'
import { serverUrls, withoutPassword } from '../database-url.ts'
import type { StorageLog } from '../log.ts'
import { logMigrations, migrate } from '../migrate.ts'
import type { Migration } from '../migrations/migration.ts'
import { DatabaseOpenError } from '../open-error.ts'
import type { Connection } from './connection/connection.ts'
import { connectionSettings, type PostgresPlace, servingSettings } from './connection/connection-settings.ts'
import { oneServer } from './connection/layout.ts'
import { openError } from './connection/open-error.ts'
import { Session } from './connection/session.ts'
import { incrementGlobalVersion } from './location-versions.ts'
import { migrationTarget, partitionsOf } from './migration-target.ts'
import { PostgresStorage, type PostgresStorageOptions } from './postgres-storage.ts'
import { inShards } from './shards/find-layout.ts'
import { refuseOtherClusters } from './shards/refuse-other-clusters.ts'

export interface OpenPostgresOptions extends PostgresPlace {
  clock: Clock
  log: StorageLog
  migrations: readonly Migration[]
  /** Number of connections that read, in addition to the one that writes. */
  readers: number
  writing?: PostgresStorageOptions['writing']
  /** Number of partitions of the tables of locations; undefined accepts any. */
  partitions?: number | undefined
  /** A streaming replica (one server) that serves reads of locations as far as it has caught up. */
  replicaUrl?: string | undefined
  metrics?: WriteMetrics | undefined
}

/**
 * Opens a PostgreSQL database and migrates it.
 * @returns the storage, and the migrations that were just applied.
 * @throws DatabaseOpenError if the server can't be reached, refuses the connection, or the database belongs to
 * another program.
 */
export async function openPostgres(
  options: OpenPostgresOptions,
): Promise<{ storage: PostgresStorage; applied: Migration[] }> {
  const { url, directUrl, replicaUrl, clock, log, migrations, partitions } = options
  const keepsStatements = directUrl === undefined
  // A migration may take long, as may the wait for another node's.
  const direct = new Session({ ...connectionSettings(directUrl ?? url), query_timeout: 0 }, true)
  try {
    const connection = await direct.connection()
    const applied = await migrate(migrationTarget(connection, partitions ?? 0), migrations, clock)
    if (partitions !== undefined) await refuseOtherPartitions(connection, partitions)
    logMigrations(log, applied)
    const layout = connection.layout === oneServer ? oneServer : inShards(log)
    await refuseOtherClusters(url, connection, log)
    let opened = 0
    // Each begins with another server.
    const next = () => servingSettings(rotated(serverUrls(url), opened++).join())
    const session = (to = next()) => new Session(to, keepsStatements, layout)
    const sessions = (to?: ClientConfig) => Array.from({ length: options.readers }, () => session(to))
    const storage = new PostgresStorage({
      writer: session(),
      shards:
        layout === oneServer
          ? undefined
          : {
              url: keepsStatements ? url : undefined,
              openSession: ({ url: to, timeMs }) =>
                session({
                  ...(to === undefined ? next() : servingSettings(to)),
                  ...(timeMs !== undefined && { query_timeout: timeMs }),
                }),
            },
      readers: sessions(),
      replicas: replicaUrl === undefined ? [] : sessions(servingSettings(replicaUrl)),
      counter: session(),
      writing: options.writing ?? 'groups',
      clock,
      log,
      metrics: options.metrics,
    })
    try {
      if (replicaUrl !== undefined) await useReplica(storage, connection, replicaUrl, log)
    } catch (error) {
      await storage.close()
      throw error
    }
    return { storage, applied }
  } catch (error) {
    throw openError(error, directUrl ?? url)
  } finally {
    await direct.close()
  }
}

const rotated = <T>(list: readonly T[], by: number): T[] => [
  ...list.slice(by % list.length),
  ...list.slice(0, by % list.length),
]

/** An existing table can't be partitioned: its rows would have to move. */
async function refuseOtherPartitions(connection: Connection, partitions: number): Promise<void> {
  const found = await partitionsOf(connection)
  if (found === partitions) return
  throw new DatabaseOpenError(
    `The database was created ${found ? `with ${found} partitions` : 'without partitions'}: create a new one with ${partitions}, and copy the data with \`contactd copy\`.`,
  )
}

/**
 * A replica that can't be reached may come back. Until then, or if it turns out to be of another database, the
 * primary serves its reads.
 */
async function useReplica(
  storage: PostgresStorage,
  connection: Connection,
  replicaUrl: string,
  log: StorageLog,
): Promise<void> {
  if (connection.layout !== oneServer)
    throw new DatabaseOpenError(
      "The database is distributed over a cluster, where a replica can't serve reads: remove --database-replica.",
    )
  // Earlier writes of other programs belong to no location's version, and the replica must have them, too.
  await connection.control(incrementGlobalVersion)
  const found = await storage.checkReplica()
  if (found === 'away') log.warn({}, 'the database replica is not reachable: all reads go to the primary')
  if (found !== 'another') return
  throw new DatabaseOpenError(
    `${withoutPassword(replicaUrl)} is not a streaming replica of the database: correct the URL or remove it.`,
  )
}
