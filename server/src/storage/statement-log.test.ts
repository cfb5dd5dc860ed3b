import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock as clock } from '../lib/clock.ts'
import { openStorage } from './open-storage.ts'
import { find, insert } from './sql-conformance.ts'
import { withStatementLog } from './statement-log.ts'
import type { Storage } from './storage.ts'

let storage: Storage
let lines: object[]
beforeEach(async () => {
  lines = []
  const note = (fields: object) => void lines.push(fields)
  storage = withStatementLog(await openStorage({ database: 'sqlite::memory:', clock }), {
    info: note,
    warn: note,
  })
})
afterEach(() => storage.close())

it('logs the statements of a read and a write without their values', async () => {
  await storage.write(async (tx) => {
    await tx.run(insert, { id: 'a', name: 'secret', dateAdded: 0 })
    await tx.change(insert, { id: 'b', name: 'secret', dateAdded: 0 })
  }, 'database')
  expect(await storage.read((tx) => tx.get(find, { id: 'a' }))).toMatchObject({ name: 'secret' })
  expect(await storage.read((tx) => tx.all(find, { id: 'c' }))).toEqual([])
  const durationMs = expect.any(Number)
  const ofInsert = { statement: insert.name, sql: insert.sql, durationMs }
  const ofFind = { statement: find.name, sql: find.sql, durationMs }
  expect(lines).toEqual([
    { ...ofInsert, rows: undefined },
    { ...ofInsert, rows: 1 },
    { ...ofFind, rows: 1 },
    { ...ofFind, rows: 0 },
  ])
  expect(JSON.stringify(lines)).not.toContain('secret')
})
