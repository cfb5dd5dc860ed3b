import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock as clock } from '../lib/clock.ts'
import { DatabaseUrlError, databaseFile } from './database-url.ts'
import { silentLog } from './log.ts'
import type { Migration } from './migrations/migration.ts'
import { migrations } from './migrations/migrations.ts'
import { DatabaseOpenError } from './open-error.ts'
import { migrateDatabase, openStorage } from './open-storage.ts'
import { openSqlite } from './sqlite/open-sqlite.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contactd-open-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('the database URL', () => {
  it.each([
    ['postgres://user@host', 'names no PostgreSQL database'],
    ['postgresql:db', 'names no PostgreSQL database'],
    ['postgres://me:secret@host', 'me:***@host'],
    ['mysql://host/db', 'is not one of'],
    ['./contactd.db', 'is not one of'],
    ['sqlite:', 'is not one of'],
    ['sqlite://host/contactd.db', 'is not one of'],
    ['', 'is not one of'],
  ])('refuses %s', async (database, message) => {
    const opening = openStorage({ database, clock })
    await expect(opening).rejects.toThrow(DatabaseUrlError)
    await expect(opening).rejects.toThrow(message)
  })

  it.each([
    ['mysql://me:secret@host/db', 'mysql://me:***@host/db'],
    ['postgres://me:a/secret@host/db', 'postgres://me:***@host/db'],
    ['postgres://me:a@secret@host', 'postgres://me:***@host'],
    ['postgres://host?user=me&password=secret&ssl=0', 'postgres://host?user=me&password=***&ssl=0'],
  ])('does not reveal the password: %s', (url, shown) => {
    expect(() => databaseFile(url)).toThrow(`"${shown}"`)
  })

  it('gives the path of the file', () => {
    expect(databaseFile('sqlite:./data/contactd.db')).toBe(join(process.cwd(), 'data/contactd.db'))
    expect(databaseFile('sqlite:/var/lib/contactd.db')).toBe('/var/lib/contactd.db')
    expect(databaseFile('sqlite::memory:')).toBeUndefined()
  })
})

describe('the first use', () => {
  it('creates the folder and the files for their owner only', async () => {
    const file = join(folder, 'a/b/contactd.db')
    const storage = await openStorage({ database: `sqlite:${file}`, clock })
    const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8)
    expect(await modeOf(join(folder, 'a'))).toBe('700')
    expect(await modeOf(join(folder, 'a/b'))).toBe('700')
    for (const name of await readdir(join(folder, 'a/b'))) {
      expect([name, await modeOf(join(folder, 'a/b', name))]).toEqual([name, '600'])
    }
    expect(await readdir(join(folder, 'a/b'))).toContain('contactd.db-wal')
    await storage.close()
    expect(await readdir(join(folder, 'a/b'))).toEqual(['contactd.db'])
  })

  it('logs that the database was created', async () => {
    const told: unknown[] = []
    const log = { ...silentLog, info: (fields: object) => told.push(fields) }
    const database = `sqlite:${join(folder, 'contactd.db')}`
    const storage = await openStorage({ database, clock, log })
    await storage.close()
    expect(told).toEqual([{ migrations: migrations.length }])
  })
})

describe('a database that is refused', () => {
  async function refused(file: string, message: string): Promise<void> {
    const opening = openStorage({ database: `sqlite:${file}`, clock })
    await expect(opening).rejects.toThrow(DatabaseOpenError)
    await expect(opening).rejects.toThrow(message)
  }

  it('is a file that is not a database', async () => {
    const file = join(folder, 'notes.txt')
    await writeFile(file, 'These are notes, and no database at all. '.repeat(100))
    await refused(file, `The file ${file} is not a SQLite database.`)
  })

  it.each(['CREATE TABLE things (id TEXT)', 'CREATE TABLE migrations (id TEXT)'])(
    'is of another program: %s',
    async (sql) => {
      const file = join(folder, 'other.db')
      new Database(file).exec(sql).close()
      await refused(file, `The file ${file} is a SQLite database of another program.`)
    },
  )

  it('was created by a newer contactd', async () => {
    const file = join(folder, 'contactd.db')
    await migrateDatabase({ database: `sqlite:${file}`, clock })
    new Database(file).exec("INSERT INTO migrations VALUES (900, 'from-the-future', 1)").close()
    await refused(file, 'The database was created by a newer contactd (its schema is number 900')
  })

  it('is in a folder that cannot be created', async () => {
    await writeFile(join(folder, 'file'), '')
    await refused(join(folder, 'file/contactd.db'), `The database folder ${folder}/file can't be written`)
  })

  it('is a folder', async () => {
    await mkdir(join(folder, 'contactd.db'))
    await refused(join(folder, 'contactd.db'), "contactd.db can't be opened for writing (SQLITE_CANTOPEN")
  })
})

describe('migrations', () => {
  const second: Migration = { number: 2, name: 'second', statements: ['CREATE TABLE second (id TEXT)'] }
  const third: Migration = { number: 3, name: 'third', statements: ['CREATE TABLE third (id TEXT)'] }
  const [first] = migrations.filter(({ number }) => number === 1)
  const open = async (list: (Migration | undefined)[]) => {
    const file = join(folder, 'contactd.db')
    const known = list.filter((migration) => migration !== undefined)
    const { storage, applied } = await openSqlite({ file, clock, log: silentLog, migrations: known })
    await storage.close()
    return applied.map(({ number }) => number)
  }
  const inFile = <T>(look: (database: Database.Database) => T) => {
    const database = new Database(join(folder, 'contactd.db'))
    const found = look(database)
    database.close()
    return found
  }

  it('are numbered 1, 2, 3 … without a gap', () => {
    expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, index) => index + 1))
  })

  it('apply the missing ones once, with their number, name and date', async () => {
    expect(await open([first])).toEqual([1])
    expect(await open([first, second, third])).toEqual([2, 3])
    expect(await open([first, second, third])).toEqual([])
    const notes = inFile((database) => database.prepare('SELECT * FROM migrations ORDER BY number').all())
    expect(notes).toMatchObject([{ name: 'initial' }, { name: 'second' }, { number: 3, name: 'third' }])
    expect(Date.now() - Number((notes[2] as { date_applied: number }).date_applied)).toBeLessThan(60_000)
  })

  it('keep those before a failed one, and nothing of the failed one', async () => {
    const failing = { ...third, statements: ['CREATE TABLE third (id TEXT)', 'SELECT * FROM nowhere'] }
    await expect(open([first, second, failing])).rejects.toThrow('no such table: nowhere')
    const tables = inFile((database) => database.prepare('SELECT name FROM sqlite_schema').pluck().all())
    expect(tables).toContain('second')
    expect(tables).not.toContain('third')
    expect(await open([first, second, third])).toEqual([3])
  })

  it('may rebuild a table that others refer to without breaking references', async () => {
    await open([first])
    inFile((database) =>
      database.exec(`INSERT INTO companies VALUES ('c', 'C', 1);
        INSERT INTO locations VALUES ('l', 'c', 'L', 'US', 'UTC', 0, 1)`),
    )
    const rebuild = [
      'CREATE TABLE new_companies (id TEXT PRIMARY KEY, name TEXT, date_added BIGINT, extra TEXT)',
      'INSERT INTO new_companies SELECT id, name, date_added, NULL FROM companies',
      'DROP TABLE companies',
      'ALTER TABLE new_companies RENAME TO companies',
    ]
    expect(await open([first, { ...second, statements: rebuild }])).toEqual([2])
    const losing = { ...third, statements: ['DELETE FROM companies'] }
    await expect(open([first, second, losing])).rejects.toThrow('broke a foreign key')
  })

  it('are applied once if several processes open a new file at the same time', async () => {
    const applied = await Promise.all(Array.from({ length: 5 }, () => open([first, second, third])))
    expect(applied.flat().sort()).toEqual([1, 2, 3])
  })
})
