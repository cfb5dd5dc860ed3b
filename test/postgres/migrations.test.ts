import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { demoIds } from '../../server/src/demo/demo-ids.ts'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { silentLog } from '../../server/src/storage/log.ts'
import { tasksInOrder } from '../../server/src/storage/migrations/018-tasks-in-order.ts'
import { migrations, newestMigration } from '../../server/src/storage/migrations/migrations.ts'
import { openPostgres } from '../../server/src/storage/postgres/open-postgres.ts'
import { createDatabase, execute, type TestDatabase } from '../support/postgres/databases.ts'
import { runProgram, startProgram } from '../support/program.ts'
import { steadyLoad } from '../support/steady-load.ts'
import { until } from '../support/until.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await createDatabase('empty')
})
afterEach(() => database.drop())

/** A schema change by a later version, which waits in the middle. */
const later = {
  number: newestMigration + 1,
  name: 'later',
  statements: [
    'CREATE TABLE later_things (id TEXT PRIMARY KEY)',
    'ALTER TABLE contacts ADD COLUMN later TEXT',
    'ALTER TABLE custom_fields ADD COLUMN later BIGINT NOT NULL DEFAULT 0',
    'ALTER TABLE tokens ADD COLUMN later TEXT',
    'SELECT pg_sleep(0.5)',
  ],
}

describe('migrations of a PostgreSQL database', () => {
  it('run once, even if several processes open an empty database at once (BR-348)', async () => {
    const options = { url: database.url, clock, log: silentLog, readers: 1, migrations }
    const nodes = await Promise.all(Array.from({ length: 5 }, () => openPostgres(options)))
    const applied = nodes.flatMap((node) => node.applied.map(({ number }) => number))
    expect(applied.toSorted((a, b) => a - b)).toEqual(migrations.map(({ number }) => number))
    await Promise.all(nodes.map(({ storage }) => storage.close()))
  })

  it('fill the columns of tasks from their documents (BR-520)', async () => {
    const older = migrations.filter(({ number }) => number < tasksInOrder.number)
    const options = { url: database.url, clock, log: silentLog, readers: 1 }
    await (await openPostgres({ ...options, migrations: older })).storage.close()
    await execute(
      database.url,
      `INSERT INTO companies VALUES ('c', 'C', 1);
       INSERT INTO locations (id, company_id, name, country, timezone, allow_duplicate_contact, date_added)
         VALUES ('l', 'c', 'L', 'US', 'UTC', 0, 1);
       INSERT INTO tasks (location_id, contact_id, id, sort_time, size, document) VALUES
         ('l', 'c', 'a', 7, 1, '{"dueDate":"2026-01-31T00:00:00.000Z","completed":true,"assignedTo":"una"}'),
         ('l', 'c', 'b', 7, 1, '{"title":"\\u00e9","dueDate":"2027-01-31T00:00:00.000Z","completed":false}')`,
    )
    await (await openPostgres({ ...options, migrations })).storage.close()
    const columns = 'due_date, completed::int AS completed, assigned_to, date_updated::int AS date_updated'
    expect(await execute(database.url, `SELECT ${columns} FROM tasks ORDER BY id`)).toEqual([
      { due_date: '2026-01-31T00:00:00.000Z', completed: 1, assigned_to: 'una', date_updated: 7 },
      { due_date: '2027-01-31T00:00:00.000Z', completed: 0, assigned_to: null, date_updated: 7 },
    ])
  })

  it('report in one sentence that the server was lost, and are completed by the next start', async () => {
    const opening = (slow: string) =>
      openPostgres({
        ...{ url: database.url, clock, log: silentLog, readers: 1 },
        migrations: [...migrations, { ...later, statements: [...later.statements, slow] }],
      })
    const broken = expect(opening('SELECT pg_sleep(60)')).rejects.toThrow(
      /^PostgreSQL can't be reached at .* \(terminating connection .*\): start it, or correct the URL\.$/,
    )
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND query = 'SELECT pg_sleep(60)'`
    while ((await execute(database.url, end)).length === 0);
    await broken
    const { storage, applied } = await opening('SELECT 1')
    expect(applied.map(({ name }) => name)).toEqual(['later'])
    await storage.close()
  })

  it('by a newer node leave the older ones running, but let none of them start again (BR-348)', async () => {
    const node = await startProgram({ demo: true, args: ['--database', database.url] })
    const load = steadyLoad(node, { path: `/contacts/${demoIds.guideContact}`, connections: 4 })
    await until(() => load.count() > 20)
    const { storage, applied } = await openPostgres({
      url: database.url,
      clock,
      log: silentLog,
      migrations: [...migrations, later],
      readers: 1,
    })
    expect(applied).toEqual([later])
    const before = load.count()
    await until(() => load.count() > before + 20)
    expect(await load.end()).toEqual([])
    await storage.close()

    const { code, stderr } = await runProgram(['location', 'list', '--database', database.url])
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('The database was created by a newer contactd'),
    })
    expect(await node.stop()).toMatchObject({ code: 0 })
  })
})
