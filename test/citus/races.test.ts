import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { migrations } from '../../server/src/storage/migrations/migrations.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { distributeDatabase } from '../../server/src/storage/postgres/shards/distribute-database.ts'
import { insert as insertCompany, insertLocation } from '../../server/src/storage/sql-conformance.ts'
import { statement } from '../../server/src/storage/statement.ts'
import { type Storage, StorageUnavailableError } from '../../server/src/storage/storage.ts'
import { type ClusterDatabase, clusterNodes, createClusterDatabase } from '../support/citus/databases.ts'
import { closeDatabase, execute } from '../support/postgres/databases.ts'

type Tag = { locationId: string; name: string; id: string }
type Key = Omit<Tag, 'id'>
const insertTag = statement<Tag>(
  'races-insert-tag',
  'INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, :name, :id)',
)
const setTag = statement<Tag>(
  'races-set-tag',
  'UPDATE location_tags SET id = :id WHERE location_id = :locationId AND name = :name',
)
const findTag = statement<Key, { id: string }>(
  'races-find-tag',
  'SELECT id FROM location_tags WHERE location_id = :locationId AND name = :name',
)
const record = statement<{ locationId: string; id: string }>(
  'races-record',
  'INSERT INTO contact_changes (location_id, contact_id) VALUES (:locationId, :id)',
)

const locations = Array.from({ length: 8 }, (_, index) => `l${index}`)
const watcher = { begin: () => undefined, advance: () => undefined }

let database: ClusterDatabase
/** One on the coordinator, and one on each worker. */
let nodes: Storage[]
beforeAll(async () => {
  database = await createClusterDatabase()
  await distributeDatabase({ url: database.url, shards: 8, isDryRun: false, clock, migrations, watcher })
  nodes = await Promise.all(
    [database.url, ...database.workers].map((url) => openStorage({ database: url, clock })),
  )
  await nodes[0]?.write(async (tx) => {
    await tx.run(insertCompany, { id: 'c', name: 'C', dateAdded: 1 })
    for (const id of locations) {
      await tx.run(insertLocation, { id, companyId: 'c' })
      await tx.run(insertTag, { locationId: id, name: 'n', id: '0' })
    }
  }, 'database')
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()))
  await database.drop()
})

const increment = (node: Storage | undefined, locationId: string) =>
  node?.write(
    async (tx) => {
      const { id } = (await tx.get(findTag, { locationId, name: 'n' })) ?? { id: '0' }
      await tx.run(setTag, { locationId, name: 'n', id: `${Number(id) + 1}` })
      await tx.run(record, { locationId, id })
    },
    { locationId },
  )
const counted = async (locationId: string) =>
  Number((await nodes[1]?.read((tx) => tx.get(findTag, { locationId, name: 'n' })))?.id)

it('no write from any server is lost, and the changes of a location have one number after the other', async () => {
  const before = await counted('l0')
  await Promise.all(Array.from({ length: 150 }, (_, index) => increment(nodes[index % 3], 'l0')))
  expect(await counted('l0')).toBe(before + 150)
  const changes = await execute<{ sequence: string; contact_id: string }>(
    database.url,
    `SELECT sequence, contact_id FROM contact_changes WHERE location_id = 'l0' ORDER BY sequence`,
  )
  expect(changes.map(({ contact_id }) => Number(contact_id))).toEqual(changes.map((_, index) => index))
  const first = Number(changes[0]?.sequence)
  expect(changes.map(({ sequence }) => Number(sequence))).toEqual(changes.map((_, index) => first + index))
})

it('a write to all locations waits for those of each, from any server', async () => {
  await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      index % 10 === 0
        ? nodes[(index / 10) % 3]?.write(async (tx) => {
            for (const locationId of ['l1', 'l2']) {
              const { id } = (await tx.get(findTag, { locationId, name: 'n' })) ?? { id: '0' }
              await tx.run(setTag, { locationId, name: 'n', id: `${Number(id) + 1}` })
            }
          }, 'database')
        : increment(nodes[index % 3], index % 2 === 0 ? 'l1' : 'l2'),
    ),
  )
  expect([await counted('l1'), await counted('l2')]).toEqual([12 + 3, 15 + 3])
})

it('while a worker is away, its locations are refused, and the others go on', async () => {
  const [, , away] = await clusterNodes()
  const name = new URL(database.url).pathname.slice(1)
  const rows = await execute<{ id: string; port: number }>(
    database.url,
    `SELECT id, nodeport AS port FROM locations
     JOIN pg_dist_placement ON shardid = get_shard_id_for_distribution_column('contacts', id)
     JOIN pg_dist_node USING (groupid)`,
  )
  const isAway = new Map(rows.map(({ id, port }) => [id, port === away?.port]))
  expect(new Set(isAway.values()).size).toBe(2)
  const [coordinator] = nodes
  const before = new Map(await Promise.all(locations.map(async (id) => [id, await counted(id)] as const)))
  await closeDatabase(away?.url ?? '', name)
  const results = await Promise.allSettled(locations.map((id) => increment(coordinator, id)))
  await execute(away?.url ?? '', `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`)
  const outcomes = results.map((result) => (result.status === 'rejected' ? result.reason : 'done'))
  expect(outcomes).toEqual(
    locations.map((id) => (isAway.get(id) ? expect.any(StorageUnavailableError) : 'done')),
  )
  for (const id of locations) expect(await counted(id)).toBe((before.get(id) ?? 0) + (isAway.get(id) ? 0 : 1))
  await Promise.all(locations.map((id) => increment(coordinator, id)))
})
