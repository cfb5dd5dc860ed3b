import type { TestProject } from 'vitest/node'
import { systemClock as clock } from '../../../server/src/lib/clock.ts'
import { migrations } from '../../../server/src/storage/migrations/migrations.ts'
import { distributeDatabase } from '../../../server/src/storage/postgres/shards/distribute-database.ts'
import { closeDatabase } from '../postgres/databases.ts'
import { clusterNodes, createClusterDatabase } from './databases.ts'

/** Creates the template of test databases, which is distributed, on every node of the cluster. @returns the teardown. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const nodes = (await clusterNodes()).map(({ url }) => url)
  const database = await createClusterDatabase()
  const watcher = { begin: () => undefined, advance: () => undefined }
  const shards = Number(project.config.env.CONTACTD_TEST_SHARDS)
  await distributeDatabase({ url: database.url, shards, isDryRun: false, clock, migrations, watcher })
  const template = new URL(database.url).pathname.slice(1)
  // A template must have no sessions.
  await Promise.all(nodes.map((node) => closeDatabase(node, template)))
  project.provide('postgresUrl', nodes[0] ?? '')
  project.provide('postgresNodes', nodes)
  project.provide('postgresTemplate', template)
  return database.drop
}
