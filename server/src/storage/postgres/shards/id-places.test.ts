import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, execute, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { openInShards, prepareForShards } from '../../../../../test/support/postgres/shards-on-one-server.ts'
import { serverStatements } from '../../../../../test/support/server-statements.ts'
import { accessSetOf } from '../../access-set.ts'
import { silentLog } from '../../log.ts'
import { insert as insertCompany, insertLocation } from '../../sql-conformance.ts'
import { statement } from '../../statement.ts'
import type { Storage } from '../../storage.ts'
import { withoutLocation } from '../../without-location.ts'
import type { Connection } from '../connection/connection.ts'
import { prepare } from '../connection/prepared.ts'
import { formInLocation, IdPlaces, placedIds } from './id-places.ts'

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
    ])
    expect(placed.filter(({ name }) => !(name in withoutLocation))).toEqual([])
    const ids = new Map<string, string>(placedIds)
    const silent = statements.filter(({ sql, placedBy, name }) => {
      const { isRead, tables, keys } = accessSetOf(sql)
      const isById = [...tables].some((table) => keys.has(ids.get(table) ?? ''))
      return isRead && isById && name in withoutLocation && placedBy === undefined
    })
    // These need every location of an id, and the list of places may lack one.
    const needAll = ['list-contact-locations', 'list-locations-of-deleted-contact']
    expect(silent.map(({ name }) => name).sort()).toEqual(needAll)
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

it('other statements cost nothing', async () => {
  const idPlaces = new IdPlaces(silentLog)
  const params = { locationId: 'l', id: 'a' }
  const connection = { apart: () => expect.unreachable() } as unknown as Connection
  await idPlaces.record(connection, [{ prepared: prepare(update), params }])
  expect(idPlaces.read(connection, prepare(update), [params])).toBeUndefined()
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

  it('a new row is found by its id, alone and with others, also without its place', async () => {
    await Promise.all([create('l', 'one', 'two', 'three'), create('m', 'four')])
    expect(await Promise.all(['one', 'two', 'three', 'four', 'five'].map(homeOf))).toEqual([
      'l',
      'l',
      'l',
      'm',
      undefined,
    ])
    await execute(database.url, "DELETE FROM id_places WHERE id = 'two'")
    expect(await Promise.all(['one', 'two', 'five'].map(homeOf))).toEqual(['l', 'l', undefined])
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
    await execute(database.url, "DELETE FROM id_places WHERE id = 'refused' AND location_id = 'l'")
    expect(await homeOf('refused')).toBe('l')
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

  it('a place whose worker is away refuses no row, and its row is found without it', async () => {
    await execute(
      database.url,
      `CREATE FUNCTION refuse_place() RETURNS TRIGGER LANGUAGE plpgsql
         AS $$ BEGIN RAISE 'refused' USING ERRCODE = TG_ARGV[0]; END $$;
       CREATE TRIGGER refuse_away BEFORE INSERT ON id_places FOR EACH ROW
         WHEN (NEW.id LIKE 'away%') EXECUTE FUNCTION refuse_place('08006')`,
    )
    await Promise.all([create('l', 'away 1'), create('l', 'away 2'), create('m', 'away 3')])
    expect(await Promise.all(['away 1', 'away 2', 'away 3'].map(homeOf))).toEqual(['l', 'l', 'm'])
    expect(await places('away 1')).toEqual([])
  })

  it('a place that a statement refuses fails its own write, and no other of the group', async () => {
    const other = openInShards(database.url)
    await execute(
      database.url,
      `CREATE TRIGGER refuse_bad BEFORE INSERT ON id_places FOR EACH ROW
         WHEN (NEW.id LIKE 'bad%') EXECUTE FUNCTION refuse_place('22023')`,
    )
    const write = (id: string) =>
      other.write((tx) => tx.run(insert, { locationId: 'l', id }), { locationId: 'l' })
    const results = await Promise.allSettled(['bad 1', 'kept 1', 'kept 2'].map(write))
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    await other.close()
    expect(await Promise.all(['bad 1', 'kept 1'].map(homeOf))).toEqual([undefined, 'l'])
  })
})
