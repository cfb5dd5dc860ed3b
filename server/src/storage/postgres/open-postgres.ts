import type { ClientConfig } from 'pg'
import type { Clock } from '../../lib/clock.ts'
import { withoutPassword } from '../database-url.ts'
import type { StorageLog } from '../log.ts'
import { migrate } from '../migrate.ts'
import type { Migration } from '../migrations/migration.ts'
import { DatabaseOpenError } from '../open-error.ts'
import type { Connection } from './connection/connection.ts'
import { connectionSettings, type PostgresPlace } from './connection/connection-settings.ts'
import { openError } from './connection/open-error.ts'
import { Session } from './connection/session.ts'
import { raiseEverywhere } from './location-marks.ts'
import { migrationTarget, partitionsOf } from './migration-target.ts'
import { PostgresStorage } from './postgres-storage.ts'

export interface OpenPostgresOptions extends PostgresPlace {
  clock: Clock
  log: StorageLog
  migrations: readonly Migration[]
  /** How many connections read, beside the one that writes. */
  readers: number
  /** In how many partitions the tables of locations are to be; whatever there is where this is left out. */
  partitions?: number | undefined
  /** A streaming replica, one server, that reads of locations go to so far as it has caught up. */
  replicaUrl?: string | undefined
}

/**
 * Opens a PostgreSQL database and brings it up to date.
 * @returns the storage, and the migrations that were applied just now.
 * @throws DatabaseOpenError when the server can't be reached, refuses, or the database is another program's.
 */
export async function openPostgres(
  options: OpenPostgresOptions,
): Promise<{ storage: PostgresStorage; applied: Migration[] }> {
  const { url, directUrl, replicaUrl, clock, log, migrations, partitions } = options
  const settings = connectionSettings(url)
  const keepsStatements = directUrl === undefined
  // A migration may take long, and so may waiting for another node to be done with it.
  const direct = new Session({ ...connectionSettings(directUrl ?? url), query_timeout: 0 }, true)
  try {
    const connection = await direct.connection()
    const applied = await migrate(migrationTarget(connection, partitions ?? 0), migrations, clock)
    if (partitions !== undefined) await refuseOtherPartitions(connection, partitions)
    for (const { number, name } of applied) log.info({ number, name }, 'migration applied')
    const sessions = (to: ClientConfig) =>
      Array.from({ length: options.readers }, () => new Session(to, keepsStatements))
    const storage = new PostgresStorage({
      writer: new Session(settings, keepsStatements),
      readers: sessions(settings),
      replicas: replicaUrl === undefined ? [] : sessions(connectionSettings(replicaUrl)),
      counter: new Session(settings, keepsStatements),
      clock,
      log,
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

/** A table can't be partitioned afterwards: its rows would have to move. */
async function refuseOtherPartitions(connection: Connection, partitions: number): Promise<void> {
  const found = await partitionsOf(connection)
  if (found === partitions) return
  throw new DatabaseOpenError(
    `The database was made ${found ? `in ${found} partitions` : 'without partitions'}: make a new one in ${partitions}, and move all into it with \`contactd copy\`.`,
  )
}

/** A replica that is away may come: until then, and where it comes as another, the primary does its work. */
async function useReplica(
  storage: PostgresStorage,
  connection: Connection,
  replicaUrl: string,
  log: StorageLog,
): Promise<void> {
  // What other programs have written until now is of no location's mark: it is to be replayed, too.
  await connection.control(raiseEverywhere)
  const found = await storage.lookForReplica()
  if (found === 'away') log.warn({}, 'the replica of the database is away: all is read on the primary')
  if (found !== 'another') return
  throw new DatabaseOpenError(
    `${withoutPassword(replicaUrl)} is no streaming replica of the database: name one, or leave it out.`,
  )
}
