import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { migrate } from '../../server/src/storage/migrate.ts'
import { migrations, newestMigration } from '../../server/src/storage/migrations/migrations.ts'
import { migrateDatabase, openStorage } from '../../server/src/storage/open-storage.ts'
import { connectionSettings } from '../../server/src/storage/postgres/connection/connection-settings.ts'
import { Session } from '../../server/src/storage/postgres/connection/session.ts'
import { migrationTarget } from '../../server/src/storage/postgres/migration-target.ts'
import { distributeDatabase } from '../../server/src/storage/postgres/shards/distribute-database.ts'
import { distributions, shardTables } from '../../server/src/storage/postgres/shards/distribution.ts'
import { statement } from '../../server/src/storage/statement.ts'
import { type ClusterDatabase, clusterNodes, createClusterDatabase } from '../support/citus/databases.ts'
import { fillDatabase, placesOf, rowsOfTables, schemaOf } from '../support/citus/tables.ts'
import { connected, execute } from '../support/postgres/databases.ts'

const silent = { begin: () => undefined, advance: () => undefined }

const distribute = (url: string, changes: Partial<Parameters<typeof distributeDatabase>[0]> = {}) =>
  distributeDatabase({ url, shards: 4, isDryRun: false, clock, migrations, watcher: silent, ...changes })

const insertLocationTag = statement<{ locationId: string }>(
  'distribute-insert-tag',
  "INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, 'n', '1')",
)

let database: ClusterDatabase
describe('the distribution of a database', () => {
  beforeEach(async () => {
    database = await createClusterDatabase()
  })
  afterEach(() => database.drop())

  it('distributes each table of an empty one as declared', async () => {
    const { migrations: applied, workers, steps } = await distribute(database.url)
    expect(applied).toHaveLength(migrations.length)
    expect(workers).toBe(2)
    expect(steps.length).toBeGreaterThan(Object.keys(distributions).length)
    const columns = { location: 'location_id', document: 'id', id: 'id' } as Record<string, string>
    const expected = Object.entries({ ...distributions, ...shardTables }).map(([name, place]) => [
      name,
      name === 'document_chunks' ? 'document_id' : (columns[place] ?? place),
    ])
    expect(await placesOf(database.url)).toEqual(Object.fromEntries(expected))
    expect(await distribute(database.url, { shards: 8 })).toEqual({
      migrations: [],
      workers: 2,
      shards: 4,
      steps: [],
    })
    expect(await migrateDatabase({ database: database.url, clock })).toEqual([])
  })

  it('keeps every row, and numbers changes after all numbers that were ever given', async () => {
    await fillDatabase(database.url, 30)
    await execute(
      database.url,
      "SELECT setval(pg_get_serial_sequence('webhook_events', 'sequence'), 7000000)",
    )
    const before = await rowsOfTables(database.url)
    await distribute(database.url)
    expect(await rowsOfTables(database.url)).toEqual(before)
    expect(before.get('contacts')).toHaveLength(30)
    const [marks] = await execute<{ least: string; everywhere: string; global: string }>(
      database.url,
      `SELECT (SELECT column_default FROM information_schema.columns
               WHERE table_name = 'location_marks' AND column_name = 'numbers') AS least,
         (SELECT STRING_AGG(id::text, ' ' ORDER BY id) FROM everywhere) AS everywhere,
         (SELECT COUNT(*)::text FROM location_marks WHERE location_id = '') AS global`,
    )
    expect(Number(marks?.least.replace(/\D/g, ''))).toBeGreaterThanOrEqual(7_000_000)
    expect(marks).toMatchObject({ everywhere: '1 2', global: '0' })
    const idsOf = async (table: string) =>
      (
        await execute<{ place: string }>(
          database.url,
          `SELECT ROW(location_id, id)::text AS place FROM ${table}`,
        )
      ).map(({ place }) => place)
    expect(await idsOf('id_places')).toEqual(expect.arrayContaining(await idsOf('contacts')))
  })

  it('changes nothing if it fails, or is only tried', async () => {
    await migrateDatabase({ database: database.url, clock })
    const before = await schemaOf(database.url)
    const tried = await distribute(database.url, { isDryRun: true })
    expect(tried.steps).toContainEqual(
      expect.objectContaining({ does: 'distributes by location', table: 'contacts' }),
    )
    const failing = { begin: () => undefined, advance: failAt(30) }
    await expect(distribute(database.url, { watcher: failing })).rejects.toThrow('stopped at step 30')
    expect(await placesOf(database.url)).toEqual({})
    expect(await schemaOf(database.url)).toEqual(before)
    expect((await distribute(database.url)).steps).toHaveLength(tried.steps.length)
  })

  it('is refused while a server has the database open', async () => {
    await migrateDatabase({ database: database.url, clock })
    const open = new URL(database.url)
    open.searchParams.set('application_name', 'contactd')
    await connected(open.href, async (client) => {
      await client.query('SELECT 1')
      await expect(distribute(database.url)).rejects.toThrow('open: stop it and run the command again.')
    })
    expect(await placesOf(database.url)).toEqual({})
  })

  it('is noticed by a server that it did not see', async () => {
    await migrateDatabase({ database: database.url, clock })
    const hidden = new URL(database.url)
    hidden.searchParams.set('application_name', 'hidden')
    const storage = await openStorage({ database: hidden.href, clock })
    const write = () => storage.write((tx) => tx.run(insertLocationTag, { locationId: 'l' }), 'database')
    await expect(write()).rejects.toThrow('foreign key')
    await storage.checkWritable()
    await distribute(database.url)
    await expect(write()).rejects.toThrow(
      'was distributed while this server had it open: restart the server.',
    )
    await expect(storage.checkWritable()).rejects.toThrow('restart the server')
    await storage.close()
  })

  it('distributes the tables that later migrations create', async () => {
    await distribute(database.url)
    const made = ['lost_reasons', 'opportunity_changes', 'audit_events']
    const again = migrations
      .flatMap(({ statements }) => statements)
      .filter((sql) => made.some((table) => new RegExp(`^CREATE [^(]*\\b${table}\\b`).test(sql)))
    const later = {
      number: newestMigration + 1,
      name: 'later',
      statements: [...made.map((table) => `DROP TABLE ${table}`), ...again],
    }
    const before = await placesOf(database.url)
    const session = new Session(connectionSettings(database.url), true)
    const target = migrationTarget(await session.connection())
    expect(await migrate(target, [...migrations, later], clock)).toEqual([later])
    await session.close()
    expect(again.length).toBeGreaterThan(made.length)
    expect(await placesOf(database.url)).toEqual(before)
  })
})

describe('a database that cannot be distributed', () => {
  it.each([
    ['none', 'has no Citus: install it on the server'],
    ['extension', 'has no worker: add one with SELECT citus_add_node'],
  ] as const)('is refused in a sentence (%s)', async (content, sentence) => {
    const without = await createClusterDatabase(content)
    await expect(distribute(without.url)).rejects.toThrow(sentence)
    expect(await schemaOf(without.url)).toEqual([])
    await without.drop()
  })

  it('is refused on a worker, without a registered coordinator, and with partitions', async () => {
    const cluster = await createClusterDatabase()
    const [worker = ''] = cluster.workers
    await expect(distribute(worker)).rejects.toThrow('is a worker of its cluster: name the coordinator.')
    await migrateDatabase({ database: cluster.url, clock, partitions: 2 })
    await expect(distribute(cluster.url)).rejects.toThrow("has partitions, which can't be distributed")
    const { host = '', port = 0 } = (await clusterNodes())[0]
    await execute(cluster.url, `SELECT citus_remove_node('${host}', ${port})`)
    await expect(distribute(cluster.url)).rejects.toThrow('is not in its list of nodes')
    await cluster.drop()
  })

  it('is refused if another program distributed its tables', async () => {
    const cluster = await createClusterDatabase()
    await migrateDatabase({ database: cluster.url, clock })
    await execute(cluster.url, "SELECT create_distributed_table('contacts', 'location_id')").catch(
      () => undefined,
    )
    await execute(
      cluster.url,
      "SELECT create_reference_table('locations'); SELECT create_distributed_table('contacts', 'location_id')",
    )
    await expect(distribute(cluster.url)).rejects.toThrow('were distributed by another program')
    await cluster.drop()
  })
})

function failAt(step: number): () => void {
  let done = 0
  return () => {
    done += 1
    if (done === step) throw new Error(`stopped at step ${step}`)
  }
}
