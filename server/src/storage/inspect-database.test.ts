import { join } from 'node:path'
import { expect, test } from 'vitest'
import { HeldClock } from '../../../test/support/held-clock.ts'
import { temporaryFolder } from '../../../test/support/program.ts'
import { inspectDatabase } from './inspect-database.ts'
import { openStorage } from './open-storage.ts'

const engine = expect.stringMatching(/^SQLite 3\.\d+/)
const timeoutMs = 20_000

test('a database is looked through while it is open elsewhere', async () => {
  const clock = new HeldClock('2026-01-01T00:00:00.000Z')
  const database = `sqlite:${join(temporaryFolder(), 'contactd.db')}`
  const storage = await openStorage({ database, clock })
  // What notes the time of a migration is the newest there is.
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

test('of a database in memory the engine alone is told', async () => {
  expect(await inspectDatabase('sqlite::memory:', timeoutMs)).toEqual({ engine })
})

test('a database that is not there is not made', async () => {
  const file = join(temporaryFolder(), 'none.db')
  expect(await inspectDatabase(`sqlite:${file}`, timeoutMs)).toMatchObject({
    engine,
    error: expect.any(String),
  })
})

test('it ends when its time is up', async () => {
  const { error } = await inspectDatabase('sqlite::memory:', 1)
  expect(error).toBe('It took more than 0.001 s.')
})
