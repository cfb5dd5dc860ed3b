import type { TestProject } from 'vitest/node'
import { systemClock } from '../../../server/src/lib/clock.ts'
import { migrateDatabase } from '../../../server/src/storage/open-storage.ts'
import { PostgresCluster } from './cluster.ts'
import { createStatement, dropStatement, execute, newDatabaseName, withDatabase } from './databases.ts'

/**
 * Starts the run's PostgreSQL before the tests that need it, or uses the one that `CONTACTD_TEST_POSTGRES_URL` names,
 * and creates the template of test databases. @returns the teardown.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const named = process.env.CONTACTD_TEST_POSTGRES_URL
  const cluster = named ? undefined : await PostgresCluster.start({ durable: false })
  const url = named ?? cluster?.url() ?? ''
  const template = newDatabaseName()
  project.provide('postgresUrl', url)
  project.provide('postgresNodes', [url])
  project.provide('postgresTemplate', template)
  await execute(url, createStatement(template, 'template0'))
  const partitions = project.config.env.CONTACTD_TEST_PARTITIONS
  await migrateDatabase({
    database: withDatabase(url, template),
    clock: systemClock,
    ...(partitions !== undefined && { partitions: Number(partitions) }),
  })
  return async () => {
    await execute(url, dropStatement(template))
    await cluster?.close()
  }
}
