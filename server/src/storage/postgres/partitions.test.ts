import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contentOf, fillTables } from '../../../../test/support/filled-database.ts'
import { createDatabase } from '../../../../test/support/postgres/databases.ts'
import { temporaryFolder } from '../../../../test/support/program.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { randomIds as ids } from '../../lib/ids.ts'
import { copyDatabase } from '../copy-database.ts'
import { migrateDatabase, openStorage } from '../open-storage.ts'

let database: Awaited<ReturnType<typeof createDatabase>>
beforeAll(async () => {
  database = await createDatabase('empty')
  await migrateDatabase({ database: database.url, clock, partitions: 8 })
})
afterAll(() => database.drop())

describe('a partitioned database (BR-330)', () => {
  it('partitions the tables of locations, and no others', async () => {
    const client = new pg.Client(database.url)
    await client.connect()
    const { rows } = await client.query<{ name: string; partitions: number }>(
      `SELECT c.relname AS name, COUNT(i.inhrelid)::int AS partitions
       FROM pg_class c LEFT JOIN pg_inherits i ON i.inhparent = c.oid
       WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = current_schema()::regnamespace
       GROUP BY c.relname`,
    )
    await client.end()
    const partitions = Object.fromEntries(rows.map((row) => [row.name, row.partitions]))
    expect(partitions).toMatchObject({
      contacts: 8,
      contact_changes: 8,
      notes: 8,
      opportunities: 8,
      opportunity_changes: 8,
      search_columns: 8,
    })
    expect(partitions).toMatchObject({ locations: 0, tokens: 0, users: 0, documents: 0, document_chunks: 0 })
  })

  it('opens and migrates like any other, with the same number of partitions or none given', async () => {
    for (const partitions of [8, undefined]) {
      expect(await migrateDatabase({ database: database.url, clock, partitions })).toEqual([])
    }
    await (await openStorage({ database: database.url, clock })).close()
  })

  it('refuses another number of partitions', async () => {
    await expect(migrateDatabase({ database: database.url, clock, partitions: 4 })).rejects.toThrow(
      'The database was created with 8 partitions: create a new one with 4, and copy the data with `contactd copy`.',
    )
    const whole = await createDatabase()
    await expect(migrateDatabase({ database: whole.url, clock, partitions: 4 })).rejects.toThrow(
      'The database was created without partitions: create a new one with 4',
    )
    await whole.drop()
  })

  it('can be the source and the target of a copy', async () => {
    const [from, to] = ['from', 'to'].map((name) => join(temporaryFolder(), `${name}.db`)) as [string, string]
    await migrateDatabase({ database: `sqlite:${from}`, clock })
    fillTables(from, 30)
    const watcher = { begin: () => {}, advance: () => {}, copied: () => {} }
    await copyDatabase({ from: `sqlite:${from}`, to: database.url, clock, ids, watcher })
    await copyDatabase({ from: database.url, to: `sqlite:${to}`, clock, ids, watcher })
    expect(contentOf(to)).toEqual(contentOf(from))
    expect(await migrateDatabase({ database: database.url, clock, partitions: 8 })).toEqual([])
  })
})
