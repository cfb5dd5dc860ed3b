import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase, execute, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { systemClock as clock } from '../../../lib/clock.ts'
import { silentLog } from '../../log.ts'
import { insert, insertLocation } from '../../sql-conformance.ts'
import { statement } from '../../statement.ts'
import { StorageUnavailableError, type WriteTx } from '../../storage.ts'
import { connectionSettings } from '../connection/connection-settings.ts'
import { Session } from '../connection/session.ts'
import { PostgresStorage } from '../postgres-storage.ts'
import { writerLimits } from './postgres-writer.ts'

type Tag = { locationId: string; name: string; id: string }
const insertTag = statement<Tag>(
  'failing-groups-insert-tag',
  'INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, :name, :id)',
)
const setTag = statement<Tag>(
  'failing-groups-set-tag',
  'UPDATE location_tags SET id = :id WHERE location_id = :locationId AND name = :name',
)
const countTag = statement<Tag>(
  'failing-groups-count-tag',
  'UPDATE location_tags SET id = :id WHERE location_id = :locationId AND name = :name',
)
const setDate = statement<{ locationId: string; id: string; dateAdded: number }>(
  'failing-groups-set-date',
  'UPDATE contacts SET date_added = :dateAdded WHERE location_id = :locationId AND id = :id',
)

const names = ['a', 'b', 'c', 'd']
const stallTimeMs = 300

let database: TestDatabase
let storage: PostgresStorage
let other: pg.Client

beforeEach(async () => {
  database = await createDatabase()
  storage = open(writerLimits.lockTimeoutMs)
  other = new pg.Client(database.url)
  await other.connect()
  await storage.write(async (tx) => {
    await tx.run(insert, { id: 'c', name: 'c', dateAdded: 0 })
    await tx.run(insertLocation, { id: 'l', companyId: 'c' })
    for (const name of names) await tx.run(insertTag, { locationId: 'l', name, id: 'old' })
  }, 'database')
})
afterEach(async () => {
  await other.end()
  await storage.close()
  await database.drop()
})

function open(lockTimeoutMs: number): PostgresStorage {
  const session = () => new Session(connectionSettings(database.url), true)
  const sessions = { writer: session(), readers: [session()], replicas: [], counter: session() }
  const limits = { ...writerLimits, stallTimeMs, lockTimeoutMs }
  return new PostgresStorage({ ...sessions, clock, log: silentLog, limits })
}

const writeThere = (fn: (tx: WriteTx) => Promise<unknown>) => storage.write(fn, { locationId: 'l' })
const set = (name: string, id = 'new') => writeThere((tx) => tx.run(setTag, { locationId: 'l', name, id }))
const tags = async () => {
  const sql = 'SELECT name, id FROM location_tags ORDER BY name'
  return (await execute<{ name: string; id: string }>(database.url, sql)).map(
    ({ name, id }) => `${name} ${id}`,
  )
}
const outcomes = (results: PromiseSettledResult<unknown>[]) =>
  results.map((result) => (result.status === 'rejected' ? result.reason : 'done'))
const unavailable = expect.any(StorageUnavailableError)

/**
 * Makes updates of the tag of that name fail with a PostgreSQL error, so many times.
 * @param at whether the statement fails, or the COMMIT after it.
 */
async function failTimes(
  state: string,
  times: number,
  name: string,
  at: 'statement' | 'commit' = 'statement',
): Promise<void> {
  const timing = at === 'statement' ? 'TRIGGER fails BEFORE' : 'CONSTRAINT TRIGGER fails AFTER'
  const deferred = at === 'statement' ? '' : 'DEFERRABLE INITIALLY DEFERRED'
  await other.query(`
    CREATE SEQUENCE failures;
    CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.name = '${name}' AND nextval('failures') <= ${times} THEN
        RAISE EXCEPTION 'injected' USING ERRCODE = '${state}';
      END IF;
      RETURN NEW;
    END $$;
    CREATE ${timing} UPDATE ON location_tags ${deferred} FOR EACH ROW EXECUTE FUNCTION fail()`)
}
const failures = async () => Number((await other.query('SELECT last_value FROM failures')).rows[0].last_value)

describe.each([
  ['under the lock', async () => undefined],
  // After a first write, this node's writes to the location are optimistic.
  ['optimistically', async () => void (await set('d', 'first'))],
])('writes of one group, %s', (_, prepare) => {
  beforeEach(prepare)

  it.each(['40001', '40P01'])('are retried after a conflict (%s), and take effect once', async (state) => {
    await failTimes(state, 3, 'b')
    await Promise.all(names.map((name) => set(name)))
    expect(await tags()).toEqual(['a new', 'b new', 'c new', 'd new'])
    expect(await failures()).toBe(4)
  })

  it('are rejected after repeated conflicts', async () => {
    await failTimes('40001', 1_000_000, 'b')
    const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => set(name)))
    expect(outcomes(results)).toContainEqual(unavailable)
    expect(await failures()).toBeLessThan(20)
    await set('a', 'later')
    expect((await tags())[0]).toBe('a later')
  })

  it.each(['XX000', '40001', '23514', '08006'])(
    'are rejected and not repeated if the COMMIT fails (%s), and later ones succeed',
    async (state) => {
      await failTimes(state, 1, 'b', 'commit')
      const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => set(name)))
      expect(outcomes(results)).toEqual([unavailable, unavailable, unavailable])
      expect(await failures()).toBe(1)
      await set('b', 'later')
      expect(await failures()).toBe(2)
      expect((await tags()).slice(0, 3)).toEqual(['a old', 'b later', 'c old'])
    },
  )

  it('fail alone if a statement of one is refused', async () => {
    const twice = writeThere((tx) => tx.run(insertTag, { locationId: 'l', name: 'b', id: 'twice' }))
    const results = await Promise.allSettled([set('a'), twice, set('c')])
    expect(outcomes(results)).toEqual(['done', expect.objectContaining({ code: '23505' }), 'done'])
    expect((await tags()).slice(0, 3)).toEqual(['a new', 'b old', 'c new'])
  })

  it('fail alone if a column cannot hold a number of one', async () => {
    const setTo = (id: string, dateAdded: number) =>
      writeThere((tx) => tx.run(setDate, { locationId: 'l', id, dateAdded }))
    const results = await Promise.allSettled([set('a'), setTo('b', 1), setTo('c', 1.5), set('c')])
    expect(outcomes(results)).toEqual(['done', 'done', expect.objectContaining({ code: '22P02' }), 'done'])
    expect((await tags()).slice(0, 3)).toEqual(['a new', 'b old', 'c new'])
  })

  /** Locks rows from another connection for longer than the lock timeout. */
  async function lockRows(...locked: string[]): Promise<void> {
    await storage.close()
    storage = open(400)
    await prepare()
    await other.query(
      `BEGIN; UPDATE location_tags SET id = 'locked' WHERE name IN ('${locked.join(`', '`)}')`,
    )
  }

  it('fail alone if another program has locked a row of one', async () => {
    await lockRows('b')
    const results = await Promise.allSettled([set('a'), set('b'), set('c')])
    expect(outcomes(results)).toEqual(['done', unavailable, 'done'])
    await other.query('COMMIT')
    expect((await tags()).slice(0, 3)).toEqual(['a new', 'b locked', 'c new'])
  })

  it('are all rejected if the rows of several are locked, and later ones succeed', async () => {
    await lockRows('b', 'c')
    const results = await Promise.allSettled(names.map((name) => set(name)))
    expect(outcomes(results)).toEqual(names.map(() => unavailable))
    await other.query('ROLLBACK')
    await set('b')
    expect((await tags())[1]).toBe('b new')
  })

  it('succeed after a deadlock with another program', async () => {
    await other.query(`BEGIN; UPDATE location_tags SET id = 'other' WHERE name = 'b'`)
    const both = writeThere(async (tx) => {
      await tx.change(countTag, { locationId: 'l', name: 'a', id: 'both' })
      await tx.change(countTag, { locationId: 'l', name: 'b', id: 'both' })
    })
    const waiting = `SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'UPDATE location_tags%'`
    while ((await execute(database.url, waiting)).length === 0);
    // PostgreSQL aborts one of the two.
    await other.query(`UPDATE location_tags SET id = 'other' WHERE name = 'a'`).catch(() => undefined)
    await other.query('COMMIT')
    await both
    expect((await tags()).slice(0, 2)).toEqual(['a both', 'b both'])
  })

  it('succeed although one of them stalls, which is rejected', async () => {
    const stalled = writeThere(async (tx) => {
      await tx.run(setTag, { locationId: 'l', name: 'b', id: 'never' })
      await new Promise(() => undefined)
    })
    const results = await Promise.allSettled([set('a'), stalled, set('c')])
    const error = expect.objectContaining({ message: expect.stringContaining('other than its transaction') })
    expect(outcomes(results)).toEqual(['done', error, 'done'])
    expect((await tags()).slice(0, 3)).toEqual(['a new', 'b old', 'c new'])
  })
})
