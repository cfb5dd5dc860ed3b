import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../../test/support/program.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { silentLog } from '../log.ts'
import { migrateDatabase } from '../open-storage.ts'
import { openSqlite } from '../sqlite/open-sqlite.ts'
import { tasksInOrder } from './018-tasks-in-order.ts'
import { migrations } from './migrations.ts'

it('BR-520 finds the tasks of an older database by what their documents say', async () => {
  const file = join(temporaryFolder(), 'contactd.db')
  const before = migrations.filter(({ number }) => number < tasksInOrder.number)
  await (await openSqlite({ file, clock, log: silentLog, migrations: before })).storage.close()
  const database = new Database(file)
  database.exec(`INSERT INTO companies VALUES ('c', 'C', 1);
    INSERT INTO locations (id, company_id, name, country, timezone, allow_duplicate_contact, date_added)
      VALUES ('l', 'c', 'L', 'US', 'UTC', 0, 1)`)
  const insert = database.prepare(`INSERT INTO tasks (location_id, contact_id, id, sort_time, size, document)
    VALUES ('l', 'c', ?, 7, 1, ?)`)
  insert.run('a', '{"dueDate":"2026-01-31T00:00:00.000Z","completed":true,"assignedTo":"una"}')
  insert.run('b', '{"title":"\\u00e9 \\ud83d\\ude00","dueDate":"2027-01-31T00:00:00.000Z","completed":false}')
  await migrateDatabase({ database: `sqlite:${file}`, clock })
  expect(
    database.prepare('SELECT due_date, completed, assigned_to, date_updated FROM tasks ORDER BY id').all(),
  ).toEqual([
    { due_date: '2026-01-31T00:00:00.000Z', completed: 1, assigned_to: 'una', date_updated: 7 },
    { due_date: '2027-01-31T00:00:00.000Z', completed: 0, assigned_to: null, date_updated: 7 },
  ])
  database.close()
})
