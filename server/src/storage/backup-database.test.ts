import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { contentOf, fillTables } from '../../../test/support/filled-database.ts'
import { temporaryFolder } from '../../../test/support/program.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { backupDatabase } from './backup-database.ts'
import type { CopyWatcher } from './copy/copy-tables.ts'
import { silentLog } from './log.ts'
import { migrations } from './migrations/migrations.ts'
import { migrateDatabase, openStorage } from './open-storage.ts'
import { restoreDatabase } from './restore-database.ts'
import { openSqlite } from './sqlite/open-sqlite.ts'

const silent: CopyWatcher = { begin: () => {}, advance: () => {}, copied: () => {} }

let folder: string
let source: string
let file: string
let target: string
beforeEach(async () => {
  folder = temporaryFolder()
  for (const name of ['source', 'target']) mkdirSync(join(folder, name), { mode: 0o700 })
  source = join(folder, 'source/contactd.db')
  target = join(folder, 'target/contactd.db')
  file = join(folder, 'backup.db')
  await migrateDatabase({ database: `sqlite:${source}`, clock })
  fillTables(source, 12)
  writeFileSync(join(folder, 'source/secret-key'), 'the key')
})

const backup = (mayReplace = false, watcher = silent) =>
  backupDatabase({ file, database: `sqlite:${source}`, mayReplace, clock, watcher })
const restore = (mayReplace = false, watcher = silent) =>
  restoreDatabase({ file, database: `sqlite:${target}`, mayReplace, clock, watcher })

/** Fails in the middle. */
const failing: CopyWatcher = {
  ...silent,
  copied: ({ name }) => {
    if (name === 'contacts') throw new Error('broken off')
  },
}

describe('a backup', () => {
  it('is one file that only its owner can read, and restores everything, including the key', async () => {
    await backup()
    expect(readdirSync(folder).sort()).toEqual(['backup.db', 'source', 'target'])
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600')
    await restore()
    expect(readdirSync(join(folder, 'target')).sort()).toEqual(['contactd.db', 'secret-key'])
    expect(contentOf(target)).toEqual(contentOf(source))
    const key = join(folder, 'target/secret-key')
    expect(readFileSync(key, 'utf8')).toBe('the key')
    expect((statSync(key).mode & 0o777).toString(8)).toBe('600')
  })

  it('leaves no file next to its source', async () => {
    await backup()
    expect(readdirSync(join(folder, 'source')).sort()).toEqual(['contactd.db', 'secret-key'])
  })

  it('cannot be served as a database', async () => {
    await backup()
    await expect(openStorage({ database: `sqlite:${file}`, clock })).rejects.toThrow(
      'The database is a backup: use `contactd restore` to restore it into another one.',
    )
  })

  it('replaces an existing file only with --force', async () => {
    writeFileSync(file, 'something else')
    await expect(backup()).rejects.toThrow(`The file ${file} already exists`)
    expect(readFileSync(file, 'utf8')).toBe('something else')
    await backup(true)
    await restore()
    expect(contentOf(target)).toEqual(contentOf(source))
  })

  it('appears complete or not at all, and replaces the part of an interrupted backup', async () => {
    writeFileSync(`${file}.part`, 'half of one')
    await expect(backup(false, failing)).rejects.toThrow('broken off')
    expect(readdirSync(folder).sort()).toEqual(['source', 'target'])
    await backup()
    expect(existsSync(file)).toBe(true)
  })

  it('is refused if the folder does not exist', async () => {
    file = join(folder, 'nowhere/backup.db')
    await expect(backup()).rejects.toThrow(`The folder ${folder}/nowhere does not exist: create it first.`)
  })
})

describe('restoring', () => {
  it('refuses a database that contains data, and leaves it unchanged', async () => {
    await backup()
    await migrateDatabase({ database: `sqlite:${target}`, clock })
    fillTables(target, 3)
    const before = contentOf(target)
    await expect(restore()).rejects.toThrow(`The database ${target} already contains data (in the table`)
    expect(contentOf(target)).toEqual(before)
  })

  it('replaces everything, or leaves the database unchanged', async () => {
    await backup()
    await migrateDatabase({ database: `sqlite:${target}`, clock })
    fillTables(target, 3)
    writeFileSync(join(folder, 'target/secret-key'), 'another key')
    const before = contentOf(target)
    await expect(restore(true, failing)).rejects.toThrow('broken off')
    expect(contentOf(target)).toEqual(before)
    expect(readFileSync(join(folder, 'target/secret-key'), 'utf8')).toBe('another key')
    await restore(true)
    expect(contentOf(target)).toEqual(contentOf(source))
    expect(readFileSync(join(folder, 'target/secret-key'), 'utf8')).toBe('the key')
  })

  it('does not replace the key of another database', async () => {
    await backup()
    writeFileSync(join(folder, 'target/secret-key'), 'another key')
    await expect(restore()).rejects.toThrow('target/secret-key differs from that of the source')
    expect(readFileSync(join(folder, 'target/secret-key'), 'utf8')).toBe('another key')
    expect(new Database(target).prepare('SELECT COUNT(*) FROM companies').pluck().get()).toBe(0)
  })

  it('refuses while another process has the database open', async () => {
    await backup()
    const storage = await openStorage({ database: `sqlite:${target}`, clock })
    await expect(restore(true)).rejects.toThrow(`Another process has the database ${target} open`)
    await storage.close()
    await restore(true)
    expect(contentOf(target)).toEqual(contentOf(source))
  })

  it('migrates the backup of an older contactd, and leaves the file unchanged', async () => {
    source = join(folder, 'old.db')
    const { storage } = await openSqlite({
      file: source,
      clock,
      log: silentLog,
      migrations: migrations.slice(0, 2),
    })
    await storage.close()
    new Database(source).exec("INSERT INTO companies (id, name, date_added) VALUES ('c', 'C', 1)").close()
    await backup()
    const before = readFileSync(file)
    await restore()
    expect(contentOf(target).companies).toEqual(["'c', 'C', 1, '{}'"])
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it.each([
    ['no file', () => undefined, 'does not exist'],
    ['a file of another kind', () => writeFileSync(file, 'x'.repeat(5000)), 'is not a SQLite database'],
    ['an empty file', () => writeFileSync(file, ''), 'is an empty database'],
    [
      'another program’s',
      () => void new Database(file).exec('CREATE TABLE t (a)').close(),
      'of another program',
    ],
    [
      'a database',
      () => migrateDatabase({ database: `sqlite:${file}`, clock }),
      'is a database, not a backup',
    ],
  ])('refuses %s', async (_, make, sentence) => {
    await make()
    await expect(restore()).rejects.toThrow(sentence)
    expect(existsSync(target)).toBe(false)
  })
})
