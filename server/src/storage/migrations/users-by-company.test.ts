import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../../test/support/program.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { silentLog } from '../log.ts'
import { migrateDatabase } from '../open-storage.ts'
import { openSqlite } from '../sqlite/open-sqlite.ts'
import { migrations } from './migrations.ts'

it('BR-379 keeps the users of an older database and all references to them', async () => {
  const file = join(temporaryFolder(), 'contactd.db')
  const before = migrations.filter(({ name }) => name !== 'users-by-company')
  const place = before.findIndex(({ number }, index) => number !== index + 1)
  const older = { file, clock, log: silentLog, migrations: place < 0 ? before : before.slice(0, place) }
  await (await openSqlite(older)).storage.close()
  const database = new Database(file)
  database.pragma('foreign_keys = ON')
  database.exec(`INSERT INTO companies VALUES ('c', 'C', 1), ('d', 'D', 1);
    INSERT INTO locations (id, company_id, name, country, timezone, allow_duplicate_contact, date_added)
      VALUES ('l', 'c', 'L', 'US', 'UTC', 0, 1);
    INSERT INTO users (id, company_id, name, email, email_lower_case, role, type, password_hash, date_added, profile)
      VALUES ('u', 'c', 'U', 'U@e.com', 'u@e.com', 'admin', 'agency', 'h', 1, '{"phone":"1"}');
    INSERT INTO location_users VALUES ('l', 'u');
    INSERT INTO sign_in_sessions VALUES ('s', 'u', 2)`)
  const users = database.prepare('SELECT * FROM users').all()
  await migrateDatabase({ database: `sqlite:${file}`, clock })
  expect(database.prepare('SELECT * FROM users').all()).toEqual(users)
  expect(database.pragma('foreign_key_check')).toEqual([])
  const add = (id: string, company: string) =>
    database.exec(`INSERT INTO users (id, company_id, name, email, email_lower_case, role, type, date_added)
      VALUES ('${id}', '${company}', 'U', 'u@e.com', 'u@e.com', 'user', 'account', 1)`)
  add('v', 'd')
  expect(() => add('w', 'c')).toThrow('UNIQUE')
  // References to users still work.
  expect(() => database.exec("INSERT INTO location_users VALUES ('l', 'nobody')")).toThrow('FOREIGN KEY')
  database.close()
})
