import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { migrations } from '../../server/src/storage/migrations/migrations.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { distributeDatabase } from '../../server/src/storage/postgres/shards/distribute-database.ts'
import { insert as insertCompany, insertLocation } from '../../server/src/storage/sql-conformance.ts'
import { statement } from '../../server/src/storage/statement.ts'
import { type ClusterDatabase, createClusterDatabase } from '../support/citus/databases.ts'
import { execute } from '../support/postgres/databases.ts'

const insertTag = statement<{ locationId: string; name: string; id: string }>(
  'settings-insert-tag',
  'INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, :name, :id)',
)
/** The settings of the session that reads a row in its shard. */
const findSettings = statement<{ locationId: string; name: string }, Record<string, string>>(
  'settings-find',
  `SELECT current_setting('lock_timeout') AS "lockTimeout",
          current_setting('statement_timeout') AS "statementTimeout",
          current_setting('idle_in_transaction_session_timeout') AS "idleTimeout",
          current_setting('synchronous_commit') AS "synchronousCommit", current_setting('port') AS "port"
   FROM location_tags WHERE location_id = :locationId AND name = :name`,
)
const locations = Array.from({ length: 8 }, (_, index) => `l${index}`)
const watcher = { begin: () => undefined, advance: () => undefined }

let database: ClusterDatabase
beforeAll(async () => {
  database = await createClusterDatabase()
  await distributeDatabase({ url: database.url, shards: 8, isDryRun: false, clock, migrations, watcher })
  // Citus changes it on every server.
  const name = new URL(database.url).pathname.slice(1)
  await execute(database.url, `ALTER DATABASE ${name} SET synchronous_commit = off`)
})
afterAll(() => database.drop())

it.each([
  ['by default', undefined],
  ['with --database-direct', 'coordinator'],
])('the time limits and synchronous_commit reach each worker, %s', async (_way, through) => {
  const databaseDirect = through === undefined ? undefined : database.url
  const storage = await openStorage({ database: database.url, databaseDirect, clock })
  try {
    const companyId = `c ${through}`
    const ids = locations.map((id) => `${id} ${through}`)
    await storage.write(async (tx) => {
      await tx.run(insertCompany, { id: companyId, name: 'C', dateAdded: 1 })
      for (const id of ids) await tx.run(insertLocation, { id, companyId })
    }, 'database')
    const ports = new Set<string>()
    for (const locationId of ids) {
      const found = await storage.write(
        async (tx) => {
          await tx.run(insertTag, { locationId, name: 'n', id: '0' })
          return tx.get(findSettings, { locationId, name: 'n' })
        },
        { locationId },
      )
      const { port = '', ...settings } = found ?? {}
      ports.add(port)
      expect(settings).toEqual({
        lockTimeout: '8s',
        statementTimeout: '9s',
        idleTimeout: '5s',
        synchronousCommit: 'on',
      })
    }
    expect([...ports].sort()).toEqual(database.workers.map((url) => new URL(url).port).sort())
  } finally {
    await storage.close()
  }
})
