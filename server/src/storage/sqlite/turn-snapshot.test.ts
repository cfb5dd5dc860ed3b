import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { monotonicMs } from '../../lib/clock.ts'
import { Connection } from './connection.ts'
import { TurnSnapshot } from './turn-snapshot.ts'

let folder: string
let writer: Database.Database
let reader: Connection
let snapshot: TurnSnapshot

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turn-snapshot-'))
  const file = join(folder, 'contactd.db')
  writer = new Database(file)
  writer.pragma('journal_mode = WAL')
  writer.exec('CREATE TABLE counts (value INTEGER)')
  reader = new Connection(file, { readonly: true })
  snapshot = new TurnSnapshot(reader)
})

afterEach(() => {
  reader.database.close()
  writer.close()
  rmSync(folder, { recursive: true })
})

const commit = () => writer.exec('INSERT INTO counts VALUES (1)')

function count(): number {
  snapshot.join()
  return Number(reader.database.prepare('SELECT COUNT(*) FROM counts').pluck().get())
}

it('gives the reads of a turn one snapshot, but for the first', () => {
  expect(count()).toBe(0)
  expect(reader.database.inTransaction).toBe(false)
  expect(count()).toBe(0)
  expect(reader.database.inTransaction).toBe(true)
})

it('shows a commit to the next read after `end`', () => {
  const before = [count(), count()]
  commit()
  snapshot.end()
  expect([...before, count()]).toEqual([0, 0, 1])
})

it('shows a commit of another process in the next turn', async () => {
  const before = [count(), count()]
  commit()
  await nextTurn()
  expect(reader.database.inTransaction).toBe(false)
  expect([...before, count()]).toEqual([0, 0, 1])
})

it('shows a commit of another process after a millisecond of the same turn', () => {
  const before = [count(), count()]
  commit()
  const until = monotonicMs() + 1.5
  while (monotonicMs() < until);
  expect([...before, count()]).toEqual([0, 0, 1])
})

it('survives an error that ended the transaction', () => {
  count()
  count()
  reader.database.exec('ROLLBACK')
  snapshot.end()
  expect([count(), count()]).toEqual([0, 0])
})

it('leaves a closed connection alone', async () => {
  count()
  count()
  reader.database.close()
  await expect(nextTurn()).resolves.toBeUndefined()
})
