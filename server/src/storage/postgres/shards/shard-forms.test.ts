import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { silentLog } from '../../log.ts'
import { insert as insertCompany, insertLocation } from '../../sql-conformance.ts'
import { engineStatement, type SqlParams } from '../../statement.ts'
import type { Connection } from '../connection/connection.ts'
import { connectionSettings } from '../connection/connection-settings.ts'
import { oneServer } from '../connection/layout.ts'
import { type Prepared, prepare } from '../connection/prepared.ts'
import { batchQueries, readBatch } from '../connection/run-batches.ts'
import { Session } from '../connection/session.ts'
import { acrossLocations } from '../connection/statement-forms.ts'
import { inShards } from './find-layout.ts'

// Every form is SQL of PostgreSQL, so it does the same on one server.
let database: TestDatabase
let session: Session
let connection: Connection
beforeAll(async () => {
  database = await createDatabase()
  session = new Session(connectionSettings(database.url), true)
  connection = await session.connection()
  await connection.query(acrossLocations.one(prepare(insertCompany), { id: 'c', name: 'c', dateAdded: 0 }))
  for (const id of ['l1', 'l2'])
    await connection.query(acrossLocations.one(prepare(insertLocation), { id, companyId: 'c' }))
})
afterAll(async () => {
  await session.close()
  await database.drop()
})

const tag = (sql: string) => prepare(engineStatement<SqlParams, unknown>(`forms-${sql.slice(0, 6)}`, sql))
const insert = tag('INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, :name, :id)')
const update = tag('UPDATE location_tags SET id = :id WHERE location_id = :locationId AND name = :name')
const remove = tag('DELETE FROM location_tags WHERE location_id = :locationId AND name = :name')
const find = tag('SELECT id, name FROM location_tags WHERE location_id = :locationId AND name = :name')
const count = tag(
  'SELECT COUNT(*) AS "count" FROM location_tags WHERE location_id = :locationId AND name < :name',
)
const findLocation = tag('SELECT id FROM locations WHERE id = :locationId')

const sets = ['l2', 'l1', 'l2'].flatMap((locationId, at) =>
  Array.from({ length: 70 }, (_, index) => ({ locationId, name: `n${at}-${index}`, id: `i${index}` })),
)
const keys = sets.map(({ locationId, name }) => ({ locationId, name }))

async function run(prepared: Prepared, all: readonly SqlParams[]): Promise<number[]> {
  const queries = await batchQueries(
    connection,
    all.map((params) => ({ prepared, params })),
    new Map(),
  )
  const changed: number[] = []
  for (const query of queries) changed.push((await connection.query(query)).changed)
  return changed
}

it('writes and reads the sets of each location together, as one server does', async () => {
  connection.layout = inShards(silentLog)
  expect(await run(insert, sets)).toEqual([64, 64, 12, 64, 6])
  expect(
    await run(
      update,
      sets.map((params, index) => ({ ...params, id: `new${index}` })),
    ),
  ).toEqual([64, 64, 12, 64, 6])
  const asked = [...keys, { locationId: 'l1', name: 'none' }]
  const own = await Promise.all([find, count].map((prepared) => readBatch(connection, prepared, asked)))
  const places = await readBatch(connection, findLocation, [{ locationId: 'l1' }, { locationId: 'l2' }])
  connection.layout = oneServer
  const plain = await Promise.all([find, count].map((prepared) => readBatch(connection, prepared, asked)))
  expect(own).toEqual(plain)
  expect(own[0]?.slice(69, 72)).toEqual([
    [{ id: 'new69', name: 'n0-69' }],
    [{ id: 'new70', name: 'n1-0' }],
    [{ id: 'new71', name: 'n1-1' }],
  ])
  expect(places).toEqual([[{ id: 'l1' }], [{ id: 'l2' }]])
  connection.layout = inShards(silentLog)
  expect(await run(remove, keys)).toEqual([140, 70])
})
