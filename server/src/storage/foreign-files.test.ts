import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fillTables } from '../../../test/support/filled-database.ts'
import { temporaryFolder } from '../../../test/support/program.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import { backupDatabase } from './backup-database.ts'
import type { CopyWatcher } from './copy/copy-tables.ts'
import { copyDatabase } from './copy-database.ts'
import { migrateDatabase } from './open-storage.ts'
import { restoreDatabase } from './restore-database.ts'

const releases = fileURLToPath(new URL('../../../test/databases', import.meta.url))

const watcher: CopyWatcher = { begin: () => {}, advance: () => {}, copied: () => {} }

/** A database with rows in each table, and its backup. */
let made: string
let folder: string
let source: string
let file: string
let target: string
beforeAll(async () => {
  made = temporaryFolder()
  source = join(made, 'contactd.db')
  await migrateDatabase({ database: `sqlite:${source}`, clock })
  fillTables(source, 3)
  const backup = { file: join(made, 'backup.db'), database: `sqlite:${source}`, mayReplace: false }
  await backupDatabase({ ...backup, clock, watcher })
})
beforeEach(() => {
  folder = temporaryFolder()
  cpSync(made, folder, { recursive: true })
  source = join(folder, 'contactd.db')
  file = join(folder, 'backup.db')
  target = join(folder, 'target', 'contactd.db')
})

function change(path: string, work: (database: Database.Database) => void): void {
  const database = new Database(path)
  try {
    database.pragma('foreign_keys = OFF')
    work(database)
  } finally {
    database.close()
  }
}
const restore = () =>
  restoreDatabase({ file, database: `sqlite:${target}`, mayReplace: false, clock, watcher })
const copy = () => copyDatabase({ from: `sqlite:${source}`, to: `sqlite:${target}`, clock, ids, watcher })

/** Schemas that contactd never wrote, each with the words of its error. */
const schemas: [string, string, string][] = [
  ['a view', 'CREATE VIEW v AS SELECT 1', 'a view "v"'],
  [
    'a view instead of a table',
    "DROP TABLE campaigns; CREATE VIEW campaigns AS SELECT 'a' AS location_id, 'b' AS id",
    'a view "campaigns"',
  ],
  ['a trigger', 'CREATE TRIGGER t AFTER INSERT ON campaigns BEGIN SELECT 1; END', 'a trigger "t"'],
  ['a virtual table', 'CREATE VIRTUAL TABLE f USING fts5(a)', 'a table "f"'],
  ['another table', 'CREATE TABLE other (a)', 'a table "other"'],
  ['another column', 'ALTER TABLE campaigns ADD COLUMN more TEXT', 'a table "campaigns"'],
  [
    'a generated column',
    "ALTER TABLE campaigns ADD COLUMN made TEXT AS (name || '!')",
    'a table "campaigns"',
  ],
  ['a missing column', 'ALTER TABLE campaigns DROP COLUMN status', 'a table "campaigns"'],
  ['a missing table', 'DROP TABLE campaigns', 'lacks the'],
  ['an index on an expression', 'CREATE INDEX i ON campaigns (upper(name))', 'an index "i"'],
  ['a missing index', 'DROP INDEX contacts_by_id', 'lacks the index contacts_by_id'],
  [
    'another table of migrations',
    `CREATE TABLE kept AS SELECT * FROM migrations; DROP TABLE migrations;
     CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT AS ('x'), date_applied BIGINT)`,
    'of another program',
  ],
]

describe('BR-376 a backup with another schema than contactd’s is refused', () => {
  it.each(schemas)('%s', async (_, sql, sentence) => {
    change(file, (database) => database.exec(sql))
    const before = readFileSync(file)
    await expect(restore()).rejects.toThrow(sentence)
    // Nothing was created, and the file stays for inspection.
    expect(existsSync(target)).toBe(false)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('a view runs no code: its function is never called', async () => {
    change(file, (database) =>
      database.exec(`DROP TABLE campaigns;
        CREATE VIEW campaigns AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000)
        SELECT 'l' AS location_id, i AS id, 'n' AS name, 's' AS status, 1 AS date_added FROM n`),
    )
    const since = performance.now()
    await expect(restore()).rejects.toThrow('a view "campaigns"')
    expect(performance.now() - since).toBeLessThan(10_000)
  })
})

describe('BR-376 a copy from such a database is refused, too', () => {
  it.each(schemas)('%s', async (_, sql, sentence) => {
    change(source, (database) => database.exec(sql))
    await expect(copy()).rejects.toThrow(sentence)
    expect(existsSync(target)).toBe(false)
  })

  it('tables that a server creates for itself are accepted', async () => {
    change(source, (database) =>
      database.exec('CREATE TABLE write_checks (id INTEGER PRIMARY KEY, filler BLOB NOT NULL)'),
    )
    expect(await copy()).not.toEqual([])
  })
})

describe.each(readdirSync(releases).filter((name) => name.endsWith('.sql')))(
  'BR-376 a database of release %s',
  (release) => {
    it('is copied', async () => {
      const old = join(folder, 'old.db')
      change(old, (database) => database.exec(readFileSync(join(releases, release), 'utf8')))
      const from = `sqlite:${old}`
      const copied = await copyDatabase({ from, to: `sqlite:${target}`, clock, ids, watcher })
      expect(copied.length).toBeGreaterThan(5)
    })
  },
)

describe('BR-377 a value of a wrong type or size is refused with its table and column', () => {
  const values: [string, string, string, string][] = [
    ['bytes for text', 'contacts', 'document', "x'00ff'"],
    ['text for a number', 'contacts', 'date_added', "'yesterday'"],
    ['a fraction for a number', 'contacts', 'date_updated', '1.5'],
    ['a number that JavaScript cannot represent', 'contacts', 'date_added', '9007199254740993'],
    ['text for bytes', 'document_chunks', 'content', "'text'"],
    ['text that is not JSON', 'contacts', 'document', "'no JSON'"],
    ['JSON that is not an object', 'users', 'profile', "'[]'"],
    ['text of 17 MiB', 'contacts', 'document', "printf('%.*c', 17825792, 'x')"],
  ]

  it.each(values)('%s, in a backup', async (_, table, column, value) => {
    change(file, (database) => database.exec(`UPDATE ${table} SET ${column} = ${value}`))
    await expect(restore()).rejects.toThrow(
      `a value of a wrong type or size in the column ${column} of the table ${table}`,
    )
    expect(existsSync(target)).toBe(false)
  })

  it.each(values)('%s, in a database', async (_, table, column, value) => {
    change(source, (database) => database.exec(`UPDATE ${table} SET ${column} = ${value}`))
    await expect(copy()).rejects.toThrow(`in the column ${column} of the table ${table}`)
    expect(existsSync(target)).toBe(false)
  })

  it('a key of a wrong type, or of 65 kB', async () => {
    change(file, (database) => database.exec("INSERT INTO backup_files VALUES ('secret-key', 'text')"))
    await expect(restore()).rejects.toThrow('in the column content of the table backup_files')
    change(file, (database) => database.exec('UPDATE backup_files SET content = zeroblob(66000)'))
    await expect(restore()).rejects.toThrow('in the column content of the table backup_files')
    expect(readdirSync(folder).sort()).toEqual(['backup.db', 'contactd.db'])
  })

  it('a row with a dangling reference is refused, and nothing is restored', async () => {
    change(file, (database) => database.exec("UPDATE locations SET company_id = 'nobody'"))
    await expect(restore()).rejects.toThrow(
      'A row of the table locations refers to a missing row of companies',
    )
    expect(new Database(target).prepare('SELECT COUNT(*) FROM companies').pluck().get()).toBe(0)
  })
})
