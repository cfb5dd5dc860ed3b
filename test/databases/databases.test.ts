import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { silentLog } from '../../server/src/storage/log.ts'
import { migrations } from '../../server/src/storage/migrations/migrations.ts'
import { migrateDatabase } from '../../server/src/storage/open-storage.ts'
import { openSqlite } from '../../server/src/storage/sqlite/open-sqlite.ts'
import { dumpDatabase } from './dump.ts'

const releases = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.sql'))

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contactd-release-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('there is a database of each release, the first of which is 0.1.0', () => {
  expect(releases).toContain('0.1.0.sql')
})

describe.each(releases)('a database of release %s', (release) => {
  const sql = readFileSync(join(import.meta.dirname, release), 'utf8')

  /** Recreates the database, and returns what `look` finds in it. */
  function inDatabase<T>(file: string, look: (database: Database.Database) => T): T {
    const database = new Database(file)
    try {
      return look(database)
    } finally {
      database.close()
    }
  }
  const schemaOf = (database: Database.Database) =>
    database
      .prepare<[], { type: string; name: string; sql: string }>(
        'SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name',
      )
      .all()
  const lastMigration = (database: Database.Database) =>
    Number(database.prepare('SELECT max(number) FROM migrations').pluck().get())

  it('has the schema that its migrations still create: none was edited later', async () => {
    const old = join(folder, 'old.db')
    const last = inDatabase(old, (database) => {
      database.exec(sql)
      return lastMigration(database)
    })
    const fresh = join(folder, 'new.db')
    const upToThen = migrations.filter(({ number }) => number <= last)
    const { storage } = await openSqlite({ file: fresh, clock, log: silentLog, migrations: upToThen })
    await storage.close()
    expect(inDatabase(fresh, schemaOf)).toEqual(inDatabase(old, schemaOf))
  })

  it('is migrated without losing anything', async () => {
    const old = join(folder, 'old.db')
    const before = inDatabase(old, (database) => {
      database.exec(sql)
      const contacts = database.prepare('SELECT id, document FROM contacts ORDER BY id').all()
      return { last: lastMigration(database), contacts }
    })
    expect(before.contacts.length).toBeGreaterThan(0)
    const pending = migrations.filter(({ number }) => number > before.last)
    expect(await migrateDatabase({ database: `sqlite:${old}`, clock })).toEqual(pending)

    const fresh = join(folder, 'new.db')
    await migrateDatabase({ database: `sqlite:${fresh}`, clock })
    expect(inDatabase(old, schemaOf)).toEqual(inDatabase(fresh, schemaOf))
    expect(
      inDatabase(old, (database) => database.prepare('SELECT id, document FROM contacts ORDER BY id').all()),
    ).toEqual(before.contacts)
  })

  it('is recreated from its dump', () => {
    const first = inDatabase(join(folder, 'first.db'), (database) => dumpDatabase(database.exec(sql)))
    expect(first).toBe(sql)
  })
})
