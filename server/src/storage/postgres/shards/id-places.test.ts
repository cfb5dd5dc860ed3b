import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase, execute, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { openInShards, prepareForShards } from '../../../../../test/support/postgres/shards-on-one-server.ts'
import { serverStatements } from '../../../../../test/support/server-statements.ts'
import { accessSetOf } from '../../access-set.ts'
import { insert as insertCompany, insertLocation } from '../../sql-conformance.ts'
import { type SqlParams, statement } from '../../statement.ts'
import { type Storage, StorageUnavailableError } from '../../storage.ts'
import { withoutLocation } from '../../without-location.ts'
import type { Connection, Query, QueryResult } from '../connection/connection.ts'
import { prepare } from '../connection/prepared.ts'
import { formInLocation, idPlaces, placedIds } from './id-places.ts'

type Key = { locationId: string; id: string }
const insert = statement<Key>(
  'id-places-insert',
  `INSERT INTO businesses (location_id, id, document, date_added) VALUES (:locationId, :id, '{}', 0)`,
)
const update = statement<Key>(
  'id-places-update',
  `UPDATE businesses SET document = '[]' WHERE location_id = :locationId AND id = :id`,
)
const findHome = statement<{ id: string }, { locationId: string }>(
  'id-places-find-home',
  'SELECT b.location_id AS "locationId" FROM businesses b WHERE b.id = :id LIMIT 1',
  { placedBy: 'id' },
)

describe('a declared statement', () => {
  it('that reads by an id alone says so', async () => {
    const statements = await serverStatements()
    const placed = statements.filter(({ placedBy }) => placedBy !== undefined)
    expect(placed.map(({ name }) => name).sort()).toEqual([
      'find-business-home',
      'find-contact-home',
      'find-custom-field-home',
      'find-deleted-contact-in-company',
      'find-opportunity-home',
      'find-webhook-home',
      'list-contact-locations',
      'list-locations-of-deleted-contact',
    ])
    expect(placed.filter(({ name }) => !(name in withoutLocation))).toEqual([])
    const ids = new Map<string, string>(placedIds)
    const silent = statements.filter(({ sql, placedBy, name }) => {
      const { isRead, tables, keys } = accessSetOf(sql)
      const isById = [...tables].some((table) => keys.has(ids.get(table) ?? ''))
      return isRead && isById && name in withoutLocation && placedBy === undefined
    })
    expect(silent).toEqual([])
  })

  it('that inserts a row with such an id names the id and the location', async () => {
    const tables = new Set<string>(placedIds.map(([table]) => table))
    const inserts = (await serverStatements()).filter(
      ({ sql }) => /^\s*INSERT/i.test(sql) && tables.has(accessSetOf(sql).written ?? ''),
    )
    expect(inserts.length).toBeGreaterThanOrEqual(placedIds.length)
    const unnamed = inserts.filter(({ sql }) => {
      const { names } = prepare({ name: 'insert', sql })
      return !names.includes('locationId') || !(names.includes('id') || sql.includes('deleted_contacts'))
    })
    expect(unnamed.map(({ name }) => name)).toEqual([])
  })
})

it('a read by an id alone has a form for one location, also of two tables', () => {
  expect(formInLocation(prepare(findHome))?.sql).toBe(
    'SELECT b.location_id AS "locationId" FROM businesses b WHERE b.id = :id AND b.location_id = :placedIn LIMIT 1',
  )
  const sql = 'SELECT x FROM a WHERE id = :id UNION ALL SELECT x FROM b JOIN c ON b.id = :id AND b.n = c.n'
  expect(formInLocation(prepare({ name: 'of-two', sql, placedBy: 'id' }))?.sql).toBe(
    'SELECT x FROM a WHERE id = :id AND location_id = :placedIn UNION ALL SELECT x FROM b JOIN c ON b.id = :id AND b.location_id = :placedIn AND b.n = c.n',
  )
  expect(formInLocation(prepare(insert))).toBeUndefined()
})

describe('the places of new rows', () => {
  const sent: string[] = []
  /** A connection that has the shards of some ids, as worker and shard. */
  const connectionWith = (shards: Record<string, [number, number]>) => {
    const apart = {
      query: async ({ text, values }: Query): Promise<QueryResult> => {
        if (!text.includes('INSERT')) {
          const rows = (values[0] as string[]).map((id, index) => [index, ...(shards[id] ?? [])])
          return { rows, columns: [], changed: 0 }
        }
        sent.push(values.join(' '))
        return { rows: [], columns: [], changed: 0 }
      },
      control: async (sql: string) => {
        sent.push(sql.split(' ')[0] ?? '')
        return []
      },
    }
    return { apart: async () => apart } as unknown as Connection
  }
  const inserts = (...ids: string[]) =>
    ids.map((id) => ({ prepared: prepare(insert), params: { locationId: 'l', id } as SqlParams }))
  beforeEach(() => {
    sent.length = 0
  })

  it('are committed at each worker, with one statement for each shard', async () => {
    await idPlaces.record(connectionWith({ a: [1, 7], b: [2, 8], c: [1, 7], d: [1, 9] }), inserts(...'abcd'))
    const begun = ['BEGIN', 'SET', 'SET']
    expect(sent).toEqual([...begun, 'a l c l', 'd l', 'COMMIT', ...begun, 'b l', 'COMMIT'])
  })

  it('need no shard if there is one', async () => {
    await idPlaces.record(connectionWith({}), inserts('a'))
    expect(sent).toEqual(['BEGIN', 'SET', 'SET', 'a l', 'COMMIT'])
  })

  it('are at most 64 in a statement', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `i${index}`)
    await idPlaces.record(
      connectionWith(Object.fromEntries(ids.map((id) => [id, [1, 1]] as const))),
      inserts(...ids),
    )
    expect(sent.map((text) => text.split(' ').length)).toEqual([1, 1, 1, 128, 72, 1])
  })

  it('cost nothing for other statements', async () => {
    const params = { locationId: 'l', id: 'a' }
    const connection = { apart: () => expect.unreachable() } as unknown as Connection
    await idPlaces.record(connection, [{ prepared: prepare(update), params }])
    expect(idPlaces.read(connection, prepare(update), [params])).toBeUndefined()
  })
})

describe('in a database in shards', () => {
  let database: TestDatabase
  let storage: Storage
  beforeAll(async () => {
    database = await createDatabase()
    await prepareForShards(database.url)
    storage = openInShards(database.url)
    await storage.write(async (tx) => {
      await tx.run(insertCompany, { id: 'c', name: 'C', dateAdded: 1 })
      for (const id of ['l', 'm']) await tx.run(insertLocation, { id, companyId: 'c' })
    }, 'database')
  })
  afterAll(async () => {
    await storage.close()
    await database.drop()
  })

  const create = (locationId: string, ...ids: string[]) =>
    storage.write(
      async (tx) => {
        for (const id of ids) await tx.run(insert, { locationId, id })
      },
      { locationId },
    )
  const homeOf = async (id: string) => (await storage.read((tx) => tx.get(findHome, { id })))?.locationId
  const places = async (id: string) =>
    (
      await execute<{ l: string }>(database.url, `SELECT location_id AS l FROM id_places WHERE id = '${id}'`)
    ).map(({ l }) => l)

  it('a new row is found by its id, alone and with others, and only by its place', async () => {
    await Promise.all([create('l', 'one', 'two', 'three'), create('m', 'four')])
    expect(await Promise.all(['one', 'two', 'three', 'four', 'five'].map(homeOf))).toEqual([
      'l',
      'l',
      'l',
      'm',
      undefined,
    ])
    await execute(database.url, "DELETE FROM id_places WHERE id = 'two'")
    expect([await homeOf('one'), await homeOf('two')]).toEqual(['l', undefined])
  })

  it('the place is there before the row, and also if the row is refused', async () => {
    const refused = storage.write(
      async (tx) => {
        await tx.run(insert, { locationId: 'm', id: 'refused' })
        await tx.run(insert, { locationId: 'm', id: 'refused' })
      },
      { locationId: 'm' },
    )
    await expect(refused).rejects.toThrow(/duplicate key/)
    expect(await places('refused')).toEqual(['m'])
    expect(await homeOf('refused')).toBeUndefined()
    await create('l', 'refused')
    expect(await homeOf('refused')).toBe('l')
    expect(await places('refused')).toEqual(expect.arrayContaining(['l', 'm']))
  })

  it('a write finds what it has just inserted', async () => {
    const found = await storage.write(
      async (tx) => {
        await tx.run(insert, { locationId: 'l', id: 'new' })
        return tx.get(findHome, { id: 'new' })
      },
      { locationId: 'l' },
    )
    expect(found).toEqual({ locationId: 'l' })
  })

  it('a row is created after the connection for places was lost', async () => {
    await create('l', 'before')
    await execute(
      database.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    )
    await create('l', 'after')
    expect(await homeOf('after')).toBe('l')
  })

  it('a place that cannot be recorded refuses its own row, and no other write of the group', async () => {
    await create('l', 'there')
    await execute(
      database.url,
      `CREATE FUNCTION refuse_place() RETURNS TRIGGER LANGUAGE plpgsql
         AS $$ BEGIN RAISE 'away' USING ERRCODE = '08006'; END $$;
       CREATE TRIGGER refuse_place BEFORE INSERT ON id_places FOR EACH ROW
         WHEN (NEW.id LIKE 'away%') EXECUTE FUNCTION refuse_place()`,
    )
    const change = storage.write((tx) => tx.run(update, { locationId: 'l', id: 'there' }), {
      locationId: 'l',
    })
    const writes = [create('l', 'away 1'), change, create('l', 'away 2'), create('l', 'kept')]
    const results = await Promise.allSettled(writes)
    const refused = { status: 'rejected', reason: expect.any(StorageUnavailableError) }
    expect(results).toMatchObject([refused, { status: 'fulfilled' }, refused, { status: 'fulfilled' }])
    expect(await Promise.all(['away 1', 'away 2', 'kept'].map(homeOf))).toEqual([undefined, undefined, 'l'])
  })
})
