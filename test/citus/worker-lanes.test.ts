import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import { insert as insertCompany, insertLocation } from '../../server/src/storage/sql-conformance.ts'
import { statement } from '../../server/src/storage/statement.ts'
import type { Storage, WriteScope } from '../../server/src/storage/storage.ts'
import { clusterNodes } from '../support/citus/databases.ts'
import { createDatabase, execute, type TestDatabase } from '../support/postgres/databases.ts'

type Tag = { locationId: string; id: string }
const insertTag = statement<Tag>(
  'worker-lanes-insert-tag',
  "INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, 'n', :id)",
)
const setTag = statement<Tag>(
  'worker-lanes-set-tag',
  "UPDATE location_tags SET id = :id WHERE location_id = :locationId AND name = 'n'",
)
const findTag = statement<{ locationId: string }, { id: string }>(
  'worker-lanes-find-tag',
  "SELECT id FROM location_tags WHERE location_id = :locationId AND name = 'n'",
)
const record = statement<Tag>(
  'worker-lanes-record',
  'INSERT INTO contact_changes (location_id, contact_id) VALUES (:locationId, :id)',
)

const locations = Array.from({ length: 16 }, (_, index) => `l${index}`)

let database: TestDatabase
let storage: Storage
beforeAll(async () => {
  database = await createDatabase()
  storage = await openStorage({ database: database.url, clock })
  await storage.write(async (tx) => {
    await tx.run(insertCompany, { id: 'c', name: 'C', dateAdded: 1 })
    for (const id of locations) {
      await tx.run(insertLocation, { id, companyId: 'c' })
      await tx.run(insertTag, { locationId: id, id: '0' })
    }
  }, 'database')
})
afterAll(async () => {
  await storage.close()
  await database.drop()
})

const increment = (locationId: string, scope: WriteScope = { locationId }) =>
  storage.write(async (tx) => {
    const { id } = (await tx.get(findTag, { locationId })) ?? { id: '0' }
    await tx.run(setTag, { locationId, id: `${Number(id) + 1}` })
    await tx.run(record, { locationId, id })
  }, scope)

/** Increments all at the same time, again and again. */
async function incrementAll(times: number): Promise<void> {
  for (let round = 0; round < times; round += 1) await Promise.all(locations.map((id) => increment(id)))
}

const counted = async () => {
  const found = await Promise.all(
    locations.map((locationId) => storage.read((tx) => tx.get(findTag, { locationId }))),
  )
  return found.map((row) => Number(row?.id))
}

/** The locations, and the number of the worker of each. */
const workers = async () =>
  execute<{ id: string; shard: string; worker: number }>(
    database.url,
    `SELECT id, shardid AS shard, groupid AS worker FROM locations JOIN pg_dist_placement
     ON shardid = get_shard_id_for_distribution_column('location_marks', id)`,
  )

/** The transactions of two phases that the coordinator has recorded. */
async function twoPhases(): Promise<string[]> {
  const rows = await execute<{ gid: string }>(database.url, 'SELECT gid FROM pg_dist_transaction')
  return rows.map(({ gid }) => gid)
}

const newTwoPhases = async (before: readonly string[]) =>
  (await twoPhases()).filter((gid) => !before.includes(gid))

it('writes of locations on several workers, at the same time, need no two-phase commit', async () => {
  expect(new Set((await workers()).map(({ worker }) => worker)).size).toBe(2)
  const before = await twoPhases()
  await incrementAll(20)
  expect((await newTwoPhases(before)).length).toBe(0)
  expect(await counted()).toEqual(locations.map(() => 20))
  await Promise.all(locations.map((id) => increment(id, 'database')))
  expect((await newTwoPhases(before)).length).toBeGreaterThan(0)
  expect(await counted()).toEqual(locations.map(() => 21))
})

it('no write is lost while the shard of a location moves to another worker, and after', async () => {
  const [moved] = await workers()
  const nodes = await clusterNodes()
  const ports = await execute<{ worker: number; port: number }>(
    database.url,
    'SELECT groupid AS worker, nodeport AS port FROM pg_dist_node',
  )
  const from = ports.find(({ worker }) => worker === moved?.worker)?.port
  const [source, target] = [
    nodes.find(({ port }) => port === from),
    nodes.slice(1).find(({ port }) => port !== from),
  ]
  const before = await counted()
  const move = execute(
    database.url,
    `SELECT citus_move_shard_placement(${moved?.shard}, '${source?.host}', ${source?.port},
       '${target?.host}', ${target?.port}, 'block_writes')`,
  )
  let written = 0
  let isMoved = false
  void move.finally(() => {
    isMoved = true
  })
  const attempt = (id: string) =>
    increment(id).then(
      () => 1,
      () => 0,
    )
  const done = locations.map(() => 0)
  while (!isMoved) {
    const results = await Promise.all(locations.map(attempt))
    for (const [index, count] of results.entries()) done[index] = (done[index] ?? 0) + count
    written += 1
  }
  await move
  await incrementAll(5)
  expect((await workers()).find(({ id }) => id === moved?.id)?.worker).not.toBe(moved?.worker)
  expect(written).toBeGreaterThan(0)
  expect(await counted()).toEqual(before.map((count, index) => count + (done[index] ?? 0) + 5))
})
