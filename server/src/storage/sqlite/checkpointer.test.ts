import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../lib/clock.ts'
import { silentLog } from '../log.ts'
import { statement } from '../statement.ts'
import { Checkpointer, type CheckpointerOptions, checkpointDefaults } from './checkpointer.ts'
import { Connection } from './connection.ts'
import { defaultLimits, GroupCommit } from './group-commit.ts'
import { acquireSyncHandle, releaseSyncHandle } from './sync-handle.ts'

const put = statement<{ id: number; text: string }>(
  'checkpointer-test-put',
  'INSERT INTO notes (id, text) VALUES (:id, :text) ON CONFLICT (id) DO UPDATE SET text = excluded.text',
)

let folder: string
let file: string
let writer: Connection
let group: GroupCommit
let checkpointer: Checkpointer
let warnings: string[]
let written = 0

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contactd-checkpoint-'))
  file = join(folder, 'test.db')
  writer = new Connection(file, { readonly: false })
  writer.database.pragma('journal_mode = WAL')
  writer.database.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)')
  group = new GroupCommit(writer, systemClock, defaultLimits, () => checkpointer.afterCommit())
  warnings = []
})
afterEach(async () => {
  await group.close()
  await checkpointer.close()
  writer.database.close()
  releaseSyncHandle(file)
  await rm(folder, { recursive: true })
})

function start(options: Partial<CheckpointerOptions>): void {
  checkpointer = new Checkpointer({
    ...checkpointDefaults,
    file,
    descriptor: acquireSyncHandle(file),
    writer,
    pause: (work) => group.pause(work),
    log: { ...silentLog, warn: (_, message) => warnings.push(message) },
    ...options,
  })
}

/** Writes about 11 pages per call. */
async function writeMuch(times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    // Always a new value: SQLite does not write unchanged pages.
    written += 1
    const id = written % 50
    const text = String(written).padStart(10).repeat(4_000)
    await group.write((tx) => tx.run(put, { id, text }))
  }
}

it('restarts the log repeatedly under continuous writes', async () => {
  start({ pagesPerPass: 100, pagesPerLog: 300 })
  let beginnings = 0
  let before = 0
  // 55,000 pages are enough time for a slow disk and a slow start of the worker.
  for (let turn = 0; turn < 5_000 && beginnings < 3; turn += 1) {
    await writeMuch(1)
    const { pages } = writer.walState()
    if (pages < before) beginnings += 1
    before = pages
  }
  expect(beginnings).toBe(3)
  expect(warnings).toEqual([])
})

it('leaves a log that any program can copy, in whichever turn the process is killed', async () => {
  start({ pagesPerPass: 100, pagesPerLog: 300 })
  const other = new Database(file, { readonly: true })
  const marks = new Set<unknown>()
  let isDone = false
  // A kill within a turn is one in the microseconds between two commits.
  const look = () => {
    if (isDone) return
    marks.add(other.pragma('user_version', { simple: true }))
    setImmediate(look)
  }
  look()
  await writeMuch(500)
  isDone = true
  other.close()
  expect([...marks]).toEqual([0])
  expect(warnings).toEqual([])
})

it('makes checkpoints in its worker only', async () => {
  start({ pagesPerPass: 1_000_000 })
  await writeMuch(200)
  expect(writer.walState()).toMatchObject({ pagesLeft: writer.walState().pages })
  expect(writer.walState().pages).toBeGreaterThan(2_000)
})

it('copies the log even if a reader prevents its restart, and continues after the reader', async () => {
  start({ pagesPerPass: 100, pagesPerLog: 300 })
  await writeMuch(1)
  const other = new Database(file, { readonly: true })
  const reading = other.prepare('SELECT id FROM notes').iterate()
  reading.next()
  await writeMuch(200)
  await sleep(200)
  const pages = writer.walState().pages
  expect(pages).toBeGreaterThan(2_000)
  reading.return?.()
  other.close()
  await writeMuch(200)
  await expect
    .poll(async () => {
      await writeMuch(20)
      return writer.walState().pages
    })
    .toBeLessThan(pages)
  expect(warnings).toEqual([])
})

it('lets SQLite make the checkpoints if the worker is not available', async () => {
  start({ pagesPerPass: 100, file: join(folder, 'missing/test.db') })
  await writeMuch(30)
  // The worker starts slowly on a busy machine.
  await expect
    .poll(() => writer.database.pragma('wal_autocheckpoint', { simple: true }), { timeout: 20_000 })
    .toBe(100)
  await writeMuch(30)
  expect(writer.walState().pagesLeft).toBeLessThan(150)
  expect(warnings).toContain('from now on, the writer makes the checkpoints')
})

it('ends its worker on close, even in the middle of a round', async () => {
  // The runner's own threads have ports, too.
  const portsOpen = () =>
    process.getActiveResourcesInfo().filter((resource) => resource === 'MessagePort').length
  const portsBefore = portsOpen()
  start({ pagesPerPass: 50, pagesPerLog: 50 })
  await writeMuch(100)
  await checkpointer.close()
  expect(portsOpen()).toBe(portsBefore)
})
