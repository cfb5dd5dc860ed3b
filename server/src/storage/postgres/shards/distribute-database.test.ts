import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDatabase, execute, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { systemClock as clock } from '../../../lib/clock.ts'
import { migrations } from '../../migrations/migrations.ts'
import { distributeDatabase } from './distribute-database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createDatabase('empty')
})
afterAll(() => database.drop())

it('BR-334 a server without Citus is refused in a sentence, and nothing is changed', async () => {
  const begun: unknown[] = []
  const watcher = { begin: (plan: unknown) => begun.push(plan), advance: () => undefined }
  const { url } = database
  await expect(
    distributeDatabase({ url, shards: 4, isDryRun: false, clock, migrations, watcher }),
  ).rejects.toThrow(
    /has no Citus: install it on the server, and run CREATE EXTENSION citus in the database\.$/,
  )
  expect(begun).toEqual([])
  expect(
    await execute(url, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
  ).toEqual([])
})
