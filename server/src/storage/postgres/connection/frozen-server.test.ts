import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CuttingProxy } from '../../../../../test/support/postgres/cutting-proxy.ts'
import { createDatabase, execute, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { systemClock as clock } from '../../../lib/clock.ts'
import { silentLog } from '../../log.ts'
import { openStorage } from '../../open-storage.ts'
import { find, insert, insertLocation, list, setDate } from '../../sql-conformance.ts'
import { statement } from '../../statement.ts'
import { type Storage, StorageUnavailableError, type WriteTx } from '../../storage.ts'
import { PostgresStorage } from '../postgres-storage.ts'
import { type WriterLimits, writerLimits } from '../writes/postgres-writer.ts'
import { connectionSettings } from './connection-settings.ts'
import { Session } from './session.ts'

const stallTimeMs = 100

type Tag = { locationId: string; name: string; id: string }
const insertLocationTag = statement<Tag>(
  'frozen-server-insert-tag',
  'INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, :name, :id)',
)
const setTagId = statement<Tag>(
  'frozen-server-set-tag-id',
  'UPDATE location_tags SET id = :id WHERE location_id = :locationId AND name = :name',
)
const listTags = statement<{ locationId: string }, { name: string }>(
  'frozen-server-list-tags',
  'SELECT name FROM location_tags WHERE location_id = :locationId',
)

let database: TestDatabase
let proxy: CuttingProxy
let storage: PostgresStorage

beforeEach(async () => {
  database = await createDatabase()
  proxy = await CuttingProxy.open(database.url)
})
afterEach(async () => {
  await storage.close()
  await proxy.close()
  await database.drop()
})

async function open(answerTimeMs: number, more: Partial<WriterLimits> = {}): Promise<void> {
  const settings = {
    ...connectionSettings(proxy.url),
    query_timeout: answerTimeMs,
    connectionTimeoutMillis: 1000,
  }
  const [writer, reader] = [new Session(settings, true), new Session(settings, true)]
  const limits = { ...writerLimits, stallTimeMs, closeTimeMs: 1000, ...more }
  storage = new PostgresStorage({
    writer,
    readers: [reader],
    replicas: [],
    counter: reader,
    clock,
    log: silentLog,
    limits,
  })
  await sooner(() => storage.write((tx) => tx.run(insert, { id: 'a', name: 'a', dateAdded: 0 }), 'database'))
  await sooner(() => storage.read((tx) => tx.all(list, {})))
}

const increment = async (tx: WriteTx) => {
  await tx.all(list, {})
  const row = await tx.get(find, { id: 'a' })
  await tx.run(setDate, { id: 'a', dateAdded: Number(row?.date_added) + 1 })
  await tx.all(list, {})
}
/** Retries while the database is unavailable: a slow machine may exceed the times above. */
async function sooner<T>(attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof StorageUnavailableError) || attempts === 10) throw error
    }
  }
}

const read = () => storage.read((tx) => tx.get(find, { id: 'a' }))

describe('a slow server', () => {
  it.each([
    ['from the beginning', 0],
    ['in the middle of a write', 1],
    ['later in a write', 3],
  ])('%s aborts no write', async (_, steps) => {
    await open(20_000)
    const reached = Promise.withResolvers<void>()
    const writing = storage.write(async (tx) => {
      for (let step = 0; step < steps; step += 1) await increment(tx)
      reached.resolve()
      for (let step = steps; step < 4; step += 1) await increment(tx)
    }, 'database')
    if (steps > 0) await reached.promise
    proxy.hold()
    await sleep(4 * stallTimeMs)
    proxy.goOn()
    await writing
    expect(await read()).toMatchObject({ date_added: 4 })
  })
})

describe('a server that does not respond', () => {
  it('is abandoned after the time limit, and used again when it responds', async () => {
    await open(2000)
    proxy.hold()
    const asked = await Promise.allSettled([
      storage.write(increment, 'database'),
      read(),
      storage.write(increment, 'database'),
    ])
    for (const one of asked) expect(one).toMatchObject({ reason: expect.any(StorageUnavailableError) })
    proxy.goOn()
    await sooner(() => storage.write(increment, 'database'))
    expect(await sooner(read)).toMatchObject({ date_added: 1 })
  })

  it('BR-360 is not asked for what has waited in vain', async () => {
    await open(2000)
    const other = await openStorage({ database: database.url, clock })
    await other.write((tx) => tx.run(insertLocation, { id: 'l', companyId: 'a' }), 'database')
    await other.close()
    const client = new pg.Client(database.url)
    await client.connect()
    await client.query('BEGIN; LOCK TABLE companies IN ACCESS EXCLUSIVE MODE')
    const readTags = () => storage.read((tx) => tx.all(listTags, { locationId: 'l' }))
    const locked = read()
    await sleep(100)
    const early = readTags()
    const settled = Promise.allSettled([locked, early])
    await sleep(1500)
    // This one has waited for a moment only.
    const late = readTags()
    for (const one of await settled)
      expect(one).toMatchObject({ reason: expect.any(StorageUnavailableError) })
    expect(await late).toEqual([])
    await client.end()
  })

  it('does not prevent the storage from closing', async () => {
    await open(60_000)
    proxy.hold()
    const asked = Promise.allSettled([storage.write(increment, 'database'), read()])
    await storage.close()
    for (const one of await asked) expect(one).toMatchObject({ reason: expect.any(StorageUnavailableError) })
  })
})

describe('a node that stops in the middle of a transaction', () => {
  const tagThere = (node: Storage, id: string, meanwhile = async () => {}) =>
    node.write(
      async (tx) => {
        await tx.run(insertLocationTag, { locationId: 'l', name: id, id })
        await tx.change(setTagId, { locationId: 'l', id: `${id} of ${id}`, name: id })
        await meanwhile()
        await tx.all(list, {})
      },
      { locationId: 'l' },
    )

  it('loses its session: writes that wait for its lock proceed, and so does the node when it continues', async () => {
    await open(20_000, { idleTimeoutMs: 500 })
    await storage.write((tx) => tx.run(insertLocation, { id: 'l', companyId: 'a' }), 'database')
    const other = await openStorage({ database: database.url, clock })
    const stopped = Promise.withResolvers<void>()
    let runs = 0
    const writing = tagThere(storage, 'one', async () => {
      runs += 1
      if (runs > 1) return
      proxy.hold()
      stopped.resolve()
    })
    await stopped.promise
    await tagThere(other, 'two')
    proxy.goOn()
    await writing
    expect(runs).toBe(2)
    await other.close()
    const tags = await execute<{ id: string }>(database.url, 'SELECT id FROM location_tags ORDER BY id')
    expect(tags.map(({ id }) => id)).toEqual(['one of one', 'two of two'])
  })
})
