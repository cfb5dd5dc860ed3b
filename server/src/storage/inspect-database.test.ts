import { join } from 'node:path'
import { expect, test } from 'vitest'
import { HeldClock } from '../../../test/support/held-clock.ts'
import { temporaryFolder } from '../../../test/support/program.ts'
import { inspectDatabase, pastDates } from './inspect-database.ts'
import { migrations } from './migrations/migrations.ts'
import { openStorage } from './open-storage.ts'
import { describeTables } from './sqlite/describe-tables.ts'

const engine = expect.stringMatching(/^SQLite 3\.\d+/)
const timeoutMs = 20_000

test('inspects a database that is open elsewhere', async () => {
  const clock = new HeldClock('2026-01-01T00:00:00.000Z')
  const database = `sqlite:${join(temporaryFolder(), 'contactd.db')}`
  const storage = await openStorage({ database, clock })
  // The time of the migration is the newest date.
  expect(await inspectDatabase(database, timeoutMs)).toEqual({
    engine,
    problems: [],
    newestDate: clock.now(),
  })
  await storage.close()
  expect(await inspectDatabase(database, timeoutMs)).toEqual({
    engine,
    problems: [],
    newestDate: clock.now(),
  })
})

test('BR-373 each time column is listed as past or as possibly in the future', () => {
  const columns = describeTables(migrations).flatMap(({ columns }) => columns.map(({ name }) => name))
  const dates = new Set(columns.filter((name) => name.startsWith('date_')))
  // A new time column has to be added to one of the two lists.
  const ahead = ['date_expires']
  expect([...dates, 'date_applied'].filter((name) => !ahead.includes(name)).sort()).toEqual(
    [...pastDates].sort(),
  )
})

test('reports only the engine for a database in memory', async () => {
  expect(await inspectDatabase('sqlite::memory:', timeoutMs)).toEqual({ engine })
})

test('does not create a missing database', async () => {
  const file = join(temporaryFolder(), 'none.db')
  expect(await inspectDatabase(`sqlite:${file}`, timeoutMs)).toMatchObject({
    engine,
    error: expect.any(String),
  })
})

test('ends after its time limit', async () => {
  const { error } = await inspectDatabase('sqlite::memory:', 1)
  expect(error).toBe('It took more than 0.001 s.')
})
