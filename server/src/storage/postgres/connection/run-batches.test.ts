import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { engineStatement } from '../../statement.ts'
import { connectionSettings } from './connection-settings.ts'
import { prepare } from './prepared.ts'
import { batchQueries, readBatch } from './run-batches.ts'
import { Session } from './session.ts'

let database: TestDatabase
let session: Session
beforeAll(async () => {
  database = await createDatabase('empty')
  session = new Session(connectionSettings(database.url), true)
  const connection = await session.connection()
  await connection.control(`CREATE TABLE items (id TEXT PRIMARY KEY, document TEXT NOT NULL);
    INSERT INTO items SELECT 'i' || number, repeat('x', 1000) FROM generate_series(1, 500) AS each (number);
    ANALYZE items`)
})
afterAll(async () => {
  await session.close()
  await database.drop()
})

const find = prepare(
  engineStatement<{ id: string }, { document: string }>(
    'find-item',
    'SELECT document FROM items WHERE id = :id',
  ),
)
const update = prepare(
  engineStatement<{ id: string; document: string }, never>(
    'update-item',
    'UPDATE items SET document = :document WHERE id = :id',
  ),
)

// PostgreSQL plans a statement five times before it decides whether to keep a plan.
it('PostgreSQL keeps the plan of a statement for few sets', async () => {
  const connection = await session.connection()
  for (let time = 0; time < 10; time += 1) {
    await readBatch(connection, find, [{ id: 'i1' }, { id: 'i2' }])
    const changes = ['i1', 'i2'].map((id) => ({ prepared: update, params: { id, document: 'changed' } }))
    for (const query of await batchQueries(connection, changes, new Map())) await connection.query(query)
  }
  const { rows } = await connection.query({
    text: 'SELECT custom_plans, generic_plans FROM pg_prepared_statements ORDER BY name',
    name: '',
    values: [],
  })
  expect(rows).toEqual([
    [5, 5],
    [5, 5],
  ])
  const found = await readBatch(connection, find, [{ id: 'i2' }, { id: 'none' }, { id: 'i3' }])
  expect(found.map((list) => list.map(({ document }) => String(document).length))).toEqual([[7], [], [1000]])
})
