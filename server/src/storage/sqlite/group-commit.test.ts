import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { TurnCounter } from '../../../../test/support/turns.ts'
import { until } from '../../../../test/support/until.ts'
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
/** Stands for another process. */
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

it('commits all queued writes at once', async () => {
  const group = groupCommit({ groupTimeMs: 60_000 })
  await Promise.all(
    Array.from({ length: 100 }, (_, id) => group.write((tx) => tx.run(insert, { id: `${id}`, text: '' }))),
  )
  expect(commits).toBe(1)
  expect(group.changes).toBe(0)
  expect(rowsSeenByOthers()).toBe(100)
})

it('counts no commit if every write only read or failed', async () => {
  const group = groupCommit()
  const failing = group.write(async (tx) => {
    await tx.run(insert, { id: 'a', text: '' })
    throw new Error('refused')
  })
  await Promise.allSettled([failing, group.write((tx) => tx.get(count, {}))])
  expect(commits).toBe(0)
})

it('limits the writes in a group', async () => {
  const group = groupCommit({ writesPerGroup: 10, groupTimeMs: 60_000 })
  await Promise.all(
    Array.from({ length: 25 }, (_, id) => group.write((tx) => tx.run(insert, { id: `${id}`, text: '' }))),
  )
  expect(commits).toBe(3)
})

it('limits the bytes of a group', async () => {
  const group = groupCommit({ groupLength: 250_000, groupTimeMs: 60_000 })
  await Promise.all(
    Array.from({ length: 7 }, (_, id) =>
      group.write((tx) => tx.run(insert, { id: `${id}`, text: longText })),
    ),
  )
  expect(commits).toBe(3)
  expect(rowsSeenByOthers()).toBe(7)
})

it.each([
  ['in one turn of the event loop', 'small', [0, 0]],
  ['in three, if they are large', longText.repeat(2), [1, 1]],
])('BR-476 runs writes, commits and responds %s', async (_turns, text, [toCommit, toAnswer]) => {
  const counter = new TurnCounter()
  let ran = Number.NaN
  let committed = Number.NaN
  const guard = {
    prepare() {},
    require() {
      committed = counter.turn
    },
  }
  const group = new GroupCommit(connection, systemClock, defaultLimits, () => {}, guard)
  const between: unknown[] = []
  await group.write(async (tx) => {
    await tx.run(insert, { id: 'a', text })
    ran = counter.turn
    if (toCommit === 1) setImmediate(() => between.push(rowsSeenByOthers(), connection.walState()))
  })
  expect([committed - ran, counter.turn - committed]).toEqual([toCommit, toAnswer])
  counter.stop()
  // Before the commit, others don't see it, and the log has its earlier length.
  if (toCommit === 1) expect(between).toEqual([0, { pages: 0, pagesLeft: 0 }])
  expect(rowsSeenByOthers()).toBe(1)
  expect(connection.walState().pages).toBeGreaterThan(0)
})

it('limits the time of a group', async () => {
  const group = groupCommit({ groupTimeMs: 1 })
  const slow = (id: number) =>
    group.write(async (tx) => {
      await tx.run(insert, { id: `${id}`, text: '' })
      await sleep(5)
    })
  await Promise.all([slow(1), slow(2), slow(3)])
  expect(commits).toBe(3)
})

it('refuses writes while its queue is full, and accepts them afterwards', async () => {
  const group = groupCommit({ queuedWrites: 3 })
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
  await until(() => ticks > 20)
  clearInterval(timer)
  other.exec('COMMIT')
  expect(await writing).toBe(1)
})

it('gives up waiting for a held lock, and works after its release', async () => {
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

it('rejects a whole group if the disk is full, and continues', async () => {
  const group = groupCommit()
  await group.write((tx) => tx.run(insert, { id: 'before', text: '' }))
  const pages = Number(connection.database.pragma('page_count', { simple: true }))
  connection.database.pragma(`max_page_count = ${pages + 4}`)
  const results = await Promise.allSettled([
    group.write((tx) => tx.run(insert, { id: 'small', text: '' })),
    group.write((tx) => tx.run(insert, { id: 'large', text: longText })),
    // A write that catches the error must still fail.
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

it('rejects only the write that waits for something else', async () => {
  const group = groupCommit({ stallTimeMs: 30 })
  const hanging = group.write(async (tx) => {
    await tx.run(insert, { id: 'a', text: '' })
    await new Promise(() => undefined)
  })
  const beside = group.write((tx) => tx.change(insert, { id: 'b', text: '' }))
  await expect(hanging).rejects.toThrow('waited 30 ms')
  expect(await beside).toBe(1)
  expect(rowsSeenByOthers()).toBe(1)
})

it('runs a group again if a write fails after a change, and applies the others once', async () => {
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

  // The next groups use savepoints: a failed write is undone alone.
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

it('does not run a group again if a write fails before any change', async () => {
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

it('uses savepoints for a hundred groups', async () => {
  const group = groupCommit({ writesPerGroup: 2, groupTimeMs: 60_000 })
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

it('begins no group while paused, and then runs the queued writes', async () => {
  const group = groupCommit()
  const before = group.write((tx) => tx.run(insert, { id: 'a', text: '' }))
  const seen = await group.pause(async () => {
    group.write((tx) => tx.run(insert, { id: 'b', text: '' })).catch(() => undefined)
    await sleep(20)
    return rowsSeenByOthers()
  })
  await before
  await group.write((tx) => tx.run(insert, { id: 'c', text: '' }))
  expect(seen).toBe(0)
  expect(rowsSeenByOthers()).toBe(3)
})

it('stops waiting on close after its time limit', async () => {
  const group = groupCommit({ closeTimeMs: 50, busyTimeMs: 100, writesPerGroup: 1 })
  other.exec('BEGIN IMMEDIATE')
  const writes = ['a', 'b', 'c'].map((id) => group.write((tx) => tx.run(insert, { id, text: '' })))
  const results = Promise.allSettled(writes)
  await group.close()
  expect((await results).map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected'])
  await expect(group.write(async () => 1)).rejects.toThrow(StorageUnavailableError)
})
