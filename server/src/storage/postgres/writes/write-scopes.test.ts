import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { deleteDocumentChunks } from '../../../api/documents/document-store.ts'
import { insertTag, listTags } from '../../../api/tags/tag-store.ts'
import { systemClock as clock } from '../../../lib/clock.ts'
import { openStorage } from '../../open-storage.ts'
import { insert, insertChunk, insertDocument, insertLocation } from '../../sql-conformance.ts'
import { statement } from '../../statement.ts'
import type { Storage, WriteScope } from '../../storage.ts'
import { lockClasses } from './advisory-locks.ts'

const endSession = statement<{ hash: string }>(
  'write-scopes-end-session',
  'DELETE FROM sign_in_sessions WHERE hash = :hash',
)
const findSession = statement<{ hash: string }, { user_id: string }>(
  'write-scopes-find-session',
  'SELECT user_id FROM sign_in_sessions WHERE hash = :hash',
)

let database: TestDatabase
let storage: Storage
let other: pg.Client

beforeAll(async () => {
  database = await createDatabase()
  storage = await openStorage({ database: database.url, clock })
  other = new pg.Client(database.url)
  await other.connect()
  await storage.write(async (tx) => {
    await tx.run(insert, { id: 'c', name: 'c', dateAdded: 0 })
    for (const id of ['l', 'm']) await tx.run(insertLocation, { id, companyId: 'c' })
    await tx.run(insertDocument, { id: 'd', locationId: 'l' })
  }, 'database')
})
afterAll(async () => {
  await other.end()
  await storage.close()
  await database.drop()
})

const here = { locationId: 'l' }
const there = { locationId: 'm' }
const tag = (locationId: string, name: string) => ({ locationId, name, id: name })
const done = (fn: Parameters<Storage['write']>[0], scope: WriteScope) =>
  storage.write(fn, scope).then(
    () => 'done',
    (error: Error) => error.message,
  )
const outside = expect.stringContaining('is outside of')

describe('a write with the scope of a location', () => {
  it('changes rows of the location, and chunks of documents', async () => {
    expect(await done((tx) => tx.run(insertTag, tag('l', 'a')), here)).toBe('done')
    const chunk = { documentId: 'd', content: Buffer.from('x') }
    expect(await done((tx) => tx.run(insertChunk, chunk), 'database')).toBe('done')
    expect(await done((tx) => tx.run(deleteDocumentChunks, { documentId: 'd', limit: 1 }), here)).toBe('done')
  })

  it('cannot change rows of another location, or of none', async () => {
    expect(await done((tx) => tx.run(insertTag, tag('m', 'a')), here)).toEqual(outside)
    expect(await done((tx) => tx.run(insert, { id: 'x', name: 'x', dateAdded: 0 }), here)).toEqual(outside)
  })

  it('can neither change nor read access tables', async () => {
    expect(await done((tx) => tx.run(endSession, { hash: 'x' }), here)).toEqual(outside)
    expect(await done((tx) => tx.get(findSession, { hash: 'x' }), here)).toEqual(outside)
  })
})

describe('a write with the scope of access', () => {
  it('changes only access tables, and reads everything', async () => {
    expect(await done((tx) => tx.run(endSession, { hash: 'x' }), 'access')).toBe('done')
    const list = { ...here, after: '', limit: 1 }
    expect(await done((tx) => tx.all(listTags, list), 'access')).toBe('done')
    expect(await done((tx) => tx.run(insertTag, tag('l', 'b')), 'access')).toEqual(outside)
  })
})

/** Holds the lock of a location from another connection while `fn` runs. */
async function whileLocked(locationId: string, fn: () => Promise<void>): Promise<void> {
  const lock = `pg_advisory_xact_lock(${lockClasses.location}, hashtext($1))`
  await other.query('BEGIN')
  await other.query(`SELECT pg_advisory_xact_lock_shared(${lockClasses.database}, 0), ${lock}`, [locationId])
  try {
    await fn()
  } finally {
    await other.query('COMMIT')
  }
}

it('a locked location blocks neither access nor other locations, but writes with the scope of the database', async () => {
  let waits: Promise<unknown> = Promise.resolve()
  let isDone = false
  await whileLocked('l', async () => {
    expect(await done((tx) => tx.run(endSession, { hash: 'x' }), 'access')).toBe('done')
    expect(await done((tx) => tx.run(insertTag, tag('m', 'c')), there)).toBe('done')
    waits = done((tx) => tx.run(insertTag, tag('l', 'c')), 'database').then(() => {
      isDone = true
    })
    const waiting = `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`
    while ((await other.query(waiting)).rowCount === 0);
    expect(isDone).toBe(false)
  })
  await waits
  expect(isDone).toBe(true)
})
