import type { Clock } from '../../../lib/clock.ts'
import { withoutPassword } from '../../database-url.ts'
import { migrate, missingMigrations } from '../../migrate.ts'
import type { Migration } from '../../migrations/migration.ts'
import { DatabaseOpenError } from '../../open-error.ts'
import type { Connection } from '../connection/connection.ts'
import { connectionSettings } from '../connection/connection-settings.ts'
import { sqlState } from '../connection/errors.ts'
import { openError } from '../connection/open-error.ts'
import { Session } from '../connection/session.ts'
import { lockTables } from '../copy/lock-database.ts'
import { migrationTarget, partitionsOf } from '../migration-target.ts'
import { type Cluster, describeCluster } from './cluster.ts'
import { distributions, shardTables } from './distribution.ts'
import { type DistributionStep, distributionSettings, distributionSteps } from './distribution-steps.ts'

export interface DistributeOptions {
  /** The coordinator, without a pooler. */
  url: string
  shards: number
  /** Whether to change nothing. */
  isDryRun: boolean
  clock: Clock
  migrations: readonly Migration[]
  watcher: DistributionWatcher
}

/** Receives the progress. */
export interface DistributionWatcher {
  /** Called before anything changes, also if nothing will. */
  begin(plan: DistributionPlan): void
  /** Called when a step is done. */
  advance(step: DistributionStep): void
}

/** What a distribution does. */
export interface DistributionPlan {
  /** The migrations that are applied first. */
  migrations: Migration[]
  workers: number
  /** Those of a database that is already distributed, or those that were asked for. */
  shards: number
  /** In order; empty for a database that is already distributed. */
  steps: DistributionStep[]
}

/**
 * Distributes a database, empty or filled, over the workers of its cluster. All steps are one transaction: after a
 * failure, the database is as before, apart from the migrations.
 * @returns what was done, or what would be done.
 * @throws DatabaseOpenError if the server can't be reached, has no Citus or no worker, or the database has partitions.
 * @throws CopyError if a server has the database open.
 */
export async function distributeDatabase(options: DistributeOptions): Promise<DistributionPlan> {
  const { url, isDryRun, clock, migrations, watcher } = options
  const session = new Session({ ...connectionSettings(url), query_timeout: 0 }, true)
  try {
    const connection = await session.connection()
    const cluster = await describeCluster(connection)
    await refuseUnready(connection, cluster, withoutPassword(url))
    const isDone = isDistributed(cluster)
    const target = migrationTarget(connection)
    const plan: DistributionPlan = {
      migrations: missingMigrations(await target.appliedNumbers(), migrations),
      workers: cluster.workers,
      shards: isDone ? cluster.shards : options.shards,
      steps: isDone ? [] : distributionSteps(),
    }
    watcher.begin(plan)
    if (isDryRun) return plan
    const applied = await migrate(target, migrations, clock)
    if (!isDone) await runSteps(connection, plan.steps, options)
    return { ...plan, migrations: applied }
  } catch (error) {
    throw openError(sqlState(error) === outOfSharedMemory ? tooManyShards(options) : error, url)
  } finally {
    await session.close()
  }
}

const outOfSharedMemory = '53200'

/** The transaction locks every table and index of every shard. */
const tooManyShards = ({ url, shards }: DistributeOptions) =>
  new DatabaseOpenError(
    `The servers of ${withoutPassword(url)} have no room for the locks of ${shards} shards: name fewer, or raise max_locks_per_transaction on each server and restart it.`,
  )

async function runSteps(
  connection: Connection,
  steps: readonly DistributionStep[],
  { url, shards, watcher }: DistributeOptions,
): Promise<void> {
  const tables = Object.keys(distributions).map((name) => ({ name }))
  await connection.control('BEGIN')
  try {
    for (const setting of [...withoutTimeouts, ...distributionSettings(shards)])
      await connection.control(setting)
    await lockTables(connection, tables, url)
    for (const step of steps) {
      for (const statement of step.statements) await connection.control(statement)
      watcher.advance(step)
    }
    await connection.control('COMMIT')
  } catch (error) {
    // A lost connection has rolled the transaction back.
    await connection.control('ROLLBACK').catch(() => undefined)
    throw error
  }
}

const withoutTimeouts = ['statement_timeout', 'idle_in_transaction_session_timeout'].map(
  (name) => `SET LOCAL ${name} = 0`,
)

const isDistributed = ({ tables }: Cluster) => tables.has('contacts')

/** @throws DatabaseOpenError */
async function refuseUnready(connection: Connection, cluster: Cluster, place: string): Promise<void> {
  const refuse = (sentence: string) => {
    throw new DatabaseOpenError(sentence)
  }
  if (cluster.version === undefined)
    refuse(
      `The database ${place} has no Citus: install it on the server, and run CREATE EXTENSION citus in the database.`,
    )
  if (!cluster.isCoordinator) refuse(`${place} is a worker of its cluster: name the coordinator.`)
  if (cluster.workers === 0)
    refuse(`The cluster of ${place} has no worker: add one with SELECT citus_add_node('host', 5432).`)
  if (!cluster.isRegistered)
    refuse(
      `The coordinator ${place} is not in its list of nodes: run SELECT citus_set_coordinator_host('host', 5432).`,
    )
  if (((await partitionsOf(connection)) ?? 0) > 0)
    refuse(
      `The database ${place} has partitions, which can't be distributed: create a new one, and copy the data with \`contactd copy\`.`,
    )
  if (isDistributed(cluster) && Object.keys(shardTables).some((name) => !cluster.tables.has(name)))
    refuse(
      `The tables of ${place} were distributed by another program: run SELECT undistribute_table for each, or copy the data to a new database.`,
    )
}
