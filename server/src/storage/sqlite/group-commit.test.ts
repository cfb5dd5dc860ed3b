import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../lib/clock.ts'
import { statement } from '../statement.ts'
import { StorageUnavailableError } from '../storage.ts'
import { Connection } from './connection.ts'
import { defaultLimits, GroupCommit, type GroupLimits } from './group-commit.ts'

const insert = statement<{ id: string; text: string }>(
  'group-commit-test-insert',
  'INSERT INTO notes (id, text) VALUES (:id, :text)',
)
const count = statement<Record<string, never>, { count: number }>(
  'group-commit-test-count',
  'SELECT count(*) AS count FROM notes',
)
const longText = 'x'.repeat(100_000)

let folder: string
let connection: Connection
let commits: number
/** Another process, as far as SQLite can tell. */
let other: Database.Database

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contactd-group-'))
  const file = join(folder, 'test.db')
  connection = new Connection(file, { readonly: false })
  connection.database.pragma('journal_mode = WAL')
  connection.database.pragma('synchronous = FULL')
  connection.database.exec('CREATE TABLE notes (id TEXT PRIMARY KEY, text TEXT NOT NULL)')
  other = new Database(file, { timeout: 0 })
  commits = 0
})
afterEach(async () => {
  other.close()
  connection.database.close()
  await rm(folder, { recursive: true })
})

function groupCommit(limits: Partial<GroupLimits> = {}): GroupCommit {
  return new GroupCommit(connection, systemClock, { ...defaultLimits, ...limits }, () => {
    commits += 1
  })
}

function rowsSeenByOthers(): unknown {
  return other.prepare('SELECT count(*) FROM notes').pluck().get()
}

it('commits all that waits at once', async () => {
  const group = groupCommit({ groupTimeMs: 60_000 })
  await Promise.all(
    Array.from({ length: 100 }, (_, id) => group.write((tx) => tx.run(insert, { id: `${id}`, text: '' }))),
  )
  expect(commits).toBe(1)
  expect(group.changes).toBe(0)
  expect(rowsSeenByOthers()).toBe(100)
})

it('counts no commit where every job only looked or failed', async () => {
  const group = groupCommit()
  const failing = group.write(async (tx) => {
    await tx.run(insert, { id: 'a', text: '' })
    throw new Error('refused')
  })
  await Promise.allSettled([failing, group.write((tx) => tx.get(count, {}))])
  expect(commits).toBe(0)
})

it('has no more jobs in a group than its bound', async () => {
  const group = groupCommit({ jobsPerGroup: 10, groupTimeMs: 60_000 })
  await Promise.all(
    Array.from({ length: 25 }, (_, id) => group.write((tx) => tx.run(insert, { id: `${id}`, text: '' }))),
  )
  expect(commits).toBe(3)
})

it('closes a group that has run long enough', async () => {
  const group = groupCommit({ groupTimeMs: 1 })
  const slow = (id: number) =>
    group.write(async (tx) => {
      await tx.run(insert, { id: `${id}`, text: '' })
      await sleep(5)
    })
  await Promise.all([slow(1), slow(2), slow(3)])
  expect(commits).toBe(3)
})

it('refuses what its queue has no room for, and takes more once it has', async () => {
  const group = groupCommit({ queuedJobs: 3 })
  const write = (id: string) => group.write((tx) => tx.run(insert, { id, text: '' }))
  const queued = [write('a'), write('b'), write('c')]
  await expect(write('d')).rejects.toThrow(StorageUnavailableError)
  await Promise.all(queued)
  await write('e')
  expect(rowsSeenByOthers()).toBe(4)
})

it('waits for a lock of another process with the event loop free', async () => {
  const group = groupCommit()
  other.exec('BEGIN IMMEDIATE')
  let ticks = 0
  const timer = setInterval(() => {
    ticks += 1
  }, 2)
  const writing = group.write((tx) => tx.change(insert, { id: 'a', text: '' }))
  await sleep(200)
  clearInterval(timer)
  expect(ticks).toBeGreaterThan(20)
  other.exec('COMMIT')
  expect(await writing).toBe(1)
})

it('gives up on a lock that stays, and works once it is gone', async () => {
  const group = groupCommit({ busyTimeMs: 50 })
  other.exec('BEGIN IMMEDIATE')
  const write = (id: string) => group.write((tx) => tx.run(insert, { id, text: '' }))
  const results = await Promise.allSettled([write('a'), write('b')])
  for (const result of results) {
    expect(result).toMatchObject({ reason: expect.any(StorageUnavailableError) })
  }
  other.exec('ROLLBACK')
  await write('c')
  expect(rowsSeenByOthers()).toBe(1)
})

it('refuses a whole group where the disk is full, keeps nothing of it, and goes on', async () => {
  const group = groupCommit()
  await group.write((tx) => tx.run(insert, { id: 'before', text: '' }))
  const pages = Number(connection.database.pragma('page_count', { simple: true }))
  connection.database.pragma(`max_page_count = ${pages + 4}`)
  const results = await Promise.allSettled([
    group.write((tx) => tx.run(insert, { id: 'small', text: '' })),
    group.write((tx) => tx.run(insert, { id: 'large', text: longText })),
    // One that swallows the error must not pass for done.
    group.write((tx) => tx.run(insert, { id: 'larger', text: longText }).catch(() => 0)),
  ])
  expect(results[0]).toMatchObject({ reason: expect.any(StorageUnavailableError) })
  expect(results[1]).toMatchObject({ reason: expect.any(StorageUnavailableError) })
  expect(results[2]).toMatchObject({ reason: expect.any(StorageUnavailableError) })
  expect(rowsSeenByOthers()).toBe(1)

  connection.database.pragma('max_page_count = 1000000')
  await group.write((tx) => tx.run(insert, { id: 'large', text: longText }))
  expect(rowsSeenByOthers()).toBe(2)
})

it('gives up a job that waits for something else, and only that one', async () => {
  const group = groupCommit({ jobTimeMs: 30 })
  const hanging = group.write(async (tx) => {
    await tx.run(insert, { id: 'a', text: '' })
    await new Promise(() => undefined)
  })
  const beside = group.write((tx) => tx.change(insert, { id: 'b', text: '' }))
  await expect(hanging).rejects.toThrow('waited 30 ms')
  expect(await beside).toBe(1)
  expect(rowsSeenByOthers()).toBe(1)
})

it('runs a group again where a job fails after a change, and keeps what the others did once', async () => {
  const group = groupCommit({ groupTimeMs: 60_000 })
  const runs: string[] = []
  const write = (id: string, failure?: Error) =>
    group.write(async (tx) => {
      runs.push(id)
      await tx.run(insert, { id, text: '' })
      if (failure) throw failure
      return (await tx.get(count, {}))?.count
    })
  const first = await Promise.allSettled([write('a'), write('b', new Error('refused')), write('c')])
  expect(first).toMatchObject([{ value: 1 }, { reason: { message: 'refused' } }, { value: 2 }])
  expect(runs).toEqual(['a', 'b', 'a', 'b', 'c'])
  expect(rowsSeenByOthers()).toBe(2)

  // The groups after it are careful: a failure is undone alone.
  runs.length = 0
  const second = await Promise.allSettled([write('d'), write('a'), write('e')])
  expect(second).toMatchObject([
    { value: 3 },
    { reason: { code: 'SQLITE_CONSTRAINT_PRIMARYKEY' } },
    { value: 4 },
  ])
  expect(runs).toEqual(['d', 'a', 'e'])
  expect(rowsSeenByOthers()).toBe(4)
})

it('runs no group again where a job fails before it has changed anything', async () => {
  const group = groupCommit({ groupTimeMs: 60_000 })
  let runs = 0
  const beside = group.write(async (tx) => {
    runs += 1
    await tx.run(insert, { id: 'a', text: '' })
  })
  const refused = group.write(async (tx) => {
    await tx.get(count, {})
    throw new Error('refused')
  })
  await expect(refused).rejects.toThrow('refused')
  await beside
  expect(runs).toBe(1)
})

it('is careful for a hundred groups, and then no more', async () => {
  const group = groupCommit({ jobsPerGroup: 2, groupTimeMs: 60_000 })
  let runs = 0
  const failingGroup = () =>
    Promise.allSettled([
      group.write(async (tx) => {
        runs += 1
        await tx.get(count, {})
      }),
      group.write(async (tx) => {
        await tx.run(insert, { id: 'a', text: '' })
        throw new Error('refused')
      }),
    ])
  await failingGroup()
  expect(runs).toBe(2)
  for (let turn = 0; turn < 99; turn += 1) await group.write((tx) => tx.get(count, {}))
  await failingGroup()
  expect(runs).toBe(3)
  await failingGroup()
  expect(runs).toBe(5)
})

it('opens no group while it is held, and then runs what waited', async () => {
  const group = groupCommit()
  const before = group.write((tx) => tx.run(insert, { id: 'a', text: '' }))
  const seen = await group.hold(async () => {
    group.write((tx) => tx.run(insert, { id: 'b', text: '' })).catch(() => undefined)
    await sleep(20)
    return rowsSeenByOthers()
  })
  await before
  await group.write((tx) => tx.run(insert, { id: 'c', text: '' }))
  expect(seen).toBe(0)
  expect(rowsSeenByOthers()).toBe(3)
})

it('stops waiting at close after its bound', async () => {
  const group = groupCommit({ closeTimeMs: 50, busyTimeMs: 100, jobsPerGroup: 1 })
  other.exec('BEGIN IMMEDIATE')
  const writes = ['a', 'b', 'c'].map((id) => group.write((tx) => tx.run(insert, { id, text: '' })))
  const results = Promise.allSettled(writes)
  await group.close()
  expect((await results).map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected'])
  await expect(group.write(async () => 1)).rejects.toThrow(StorageUnavailableError)
})
