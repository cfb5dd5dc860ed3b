import { copyFileSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { allTables, contentOf, fillTables, inFile } from '../../../test/support/filled-database.ts'
import { temporaryFolder } from '../../../test/support/program.ts'
import { systemClock as clock } from '../lib/clock.ts'
import { randomIds as ids } from '../lib/ids.ts'
import type { CopyWatcher } from './copy/copy-tables.ts'
import { pagesOf } from './copy/pages-of.ts'
import { copyDatabase } from './copy-database.ts'
import { silentLog } from './log.ts'
import { createMigrations } from './migrate.ts'
import { migrations, migrationsUpTo } from './migrations/migrations.ts'
import { openSnapshot } from './open-copy.ts'
import { migrateDatabase, openStorage } from './open-storage.ts'
import { openSqlite } from './sqlite/open-sqlite.ts'

const silent: CopyWatcher = { begin: () => {}, advance: () => {}, copied: () => {} }

let from: string
let to: string
beforeEach(async () => {
  const folder = temporaryFolder()
  from = join(folder, 'from.db')
  to = join(folder, 'to.db')
  await migrateDatabase({ database: `sqlite:${from}`, clock })
  fillTables(from, 30)
})

/** Two rows of this length fill a page. */
const longRows = 6
function fillColumns(file: string): void {
  inFile(file, (database) => {
    const insert = database.prepare("INSERT INTO search_columns VALUES ('l', ?, 'n', zeroblob(2500000))")
    for (let row = 0; row < longRows; row += 1) insert.run(`s${row}`)
  })
}

const copy = (watcher: CopyWatcher = silent) =>
  copyDatabase({ from: `sqlite:${from}`, to: `sqlite:${to}`, clock, ids, watcher })

describe('a copy', () => {
  it('has every row of every table, and continues its counters', async () => {
    inFile(from, (database) => database.exec('DELETE FROM contact_changes WHERE sequence > 20'))
    const tables = await copy()
    expect(contentOf(to)).toEqual(contentOf(from))
    expect(contentOf(to).counters).toEqual([
      '{"name":"contact_changes","seq":30}',
      '{"name":"opportunity_changes","seq":30}',
      '{"name":"webhook_events","seq":30}',
    ])
    expect(tables.find(({ name }) => name === 'contacts')).toMatchObject({ rows: 30 })
  })

  it('has the state of one moment despite concurrent writes', async () => {
    const before = contentOf(from)
    await copy({
      ...silent,
      copied: ({ name }) => {
        if (name === 'companies')
          inFile(from, (database) => database.exec("UPDATE locations SET name = 'later'"))
      },
    })
    expect(contentOf(to)).toEqual(before)
    expect(contentOf(from)).not.toEqual(before)
  })

  it('keeps no more long rows in memory than needed', async () => {
    fillColumns(from)
    const snapshot = await openSnapshot(`sqlite:${from}`, 'own')
    const [table] = allTables.filter(({ name }) => name === 'search_columns')
    const lengths: number[] = []
    if (table) for await (const page of pagesOf(snapshot, table, {})) lengths.push(page.length)
    await snapshot.close()
    expect(lengths.reduce((sum, length) => sum + length)).toBe(30 + longRows)
    expect(lengths.length).toBeGreaterThanOrEqual(longRows / 2)
    await copy()
    expect(contentOf(to)).toEqual(contentOf(from))
  })

  it('of an older contactd’s database is migrated', async () => {
    from = `${from}-older`
    const { storage } = await openSqlite({ file: from, clock, log: silentLog, migrations: migrationsUpTo(5) })
    await storage.close()
    inFile(from, (database) =>
      database.exec("INSERT INTO companies (id, name, date_added) VALUES ('c', 'C', 1)"),
    )
    await copy()
    expect(contentOf(to).companies).toEqual(["'c', 'C', 1, '{}'"])
    expect(await migrateDatabase({ database: `sqlite:${to}`, clock })).toEqual([])
    expect(await migrateDatabase({ database: `sqlite:${from}`, clock })).not.toEqual([])
  })

  it('can be used when it is finished', async () => {
    await copy()
    const storage = await openStorage({ database: `sqlite:${to}`, clock })
    await storage.close()
  })
})

describe('a copy is refused', () => {
  it.each<[string, () => [from: string, to: string], string]>([
    ['without a source', () => [`${from}-none`, to], 'does not exist'],
    ['from a folder', () => [dirname(from), to], 'is not a file'],
    ['from a database in memory', () => [':memory:', to], 'name a file'],
    ['into a database in memory', () => [from, ':memory:'], 'name a file'],
    ['into its source', () => [from, from], 'are the same database'],
    ['into its source by another name', () => [from, linkTo(from)], 'are the same database'],
    ['into a database with data', () => [from, filled('full.db')], 'already contains data'],
    ['from a newer contactd’s', () => [numbered('newer.db', 900), to], 'created by a newer contactd'],
    ['into a newer contactd’s', () => [from, numbered('newer.db', 900)], 'created by a newer contactd'],
    [
      'from an older one’s into this one’s',
      () => [older('older.db'), numbered('to.db')],
      'of an older contactd',
    ],
  ])('%s', async (_, places, sentence) => {
    await makeEmpty()
    const [source, target] = places()
    const copying = copyDatabase({
      from: `sqlite:${source}`,
      to: `sqlite:${target}`,
      clock,
      ids,
      watcher: silent,
    })
    await expect(copying).rejects.toThrow(sentence)
  })

  const beside = (name: string) => join(dirname(from), name)
  const makeEmpty = () => migrateDatabase({ database: `sqlite:${beside('empty.db')}`, clock })

  function linkTo(file: string): string {
    symlinkSync(file, beside('link.db'))
    return beside('link.db')
  }

  function filled(name: string): string {
    copyFileSync(beside('empty.db'), beside(name))
    fillTables(beside(name), 1)
    return beside(name)
  }

  /** Empty, with one more migration. */
  function numbered(name: string, number?: number): string {
    copyFileSync(beside('empty.db'), beside(name))
    if (number !== undefined) {
      inFile(beside(name), (db) => db.prepare("INSERT INTO migrations VALUES (?, 'x', 1)").run(number))
    }
    return beside(name)
  }

  function older(name: string): string {
    // As version 1 created it.
    inFile(beside(name), (db) => {
      for (const sql of [createMigrations, ...(migrations[0]?.statements ?? [])]) db.exec(sql)
      db.exec("INSERT INTO migrations VALUES (1, 'initial', 1)")
    })
    return beside(name)
  }
})

describe('an interrupted copy', () => {
  /** Stops in the middle, as a killed process would. */
  async function breakOff(atTable: string): Promise<void> {
    const watcher: CopyWatcher = {
      ...silent,
      copied: ({ name }) => {
        if (name === atTable) throw new Error('broken off')
      },
    }
    await expect(copy(watcher)).rejects.toThrow('broken off')
  }

  it('cannot be opened', async () => {
    await breakOff('contacts')
    await expect(openStorage({ database: `sqlite:${to}`, clock })).rejects.toThrow(
      'A copy into the database was not finished: run the same `contactd copy` again',
    )
    await expect(
      copyDatabase({ from: `sqlite:${to}`, to: `sqlite:${to}2`, clock, ids, watcher: silent }),
    ).rejects.toThrow('A copy into the database was not finished')
  })

  it('continues, and then equals its source, which may have changed meanwhile', async () => {
    await breakOff('documents')
    inFile(from, (database) => {
      database.pragma('foreign_keys = OFF')
      // A deleted, a changed and a new row, and two that have swapped unique values.
      database.exec(`DELETE FROM contacts WHERE date_added = 0;
        UPDATE contacts SET document = 'changed' WHERE date_added = 1;
        INSERT INTO companies (id, name, date_added) VALUES ('new', 'N', 1), ('\uffff', 'N', 1);
        UPDATE users SET email_lower_case = 'x' WHERE id = (SELECT MIN(id) FROM users);
        UPDATE users SET email_lower_case =
          (SELECT email FROM users WHERE id = (SELECT MIN(id) FROM users)) WHERE id = (SELECT MAX(id) FROM users);
        UPDATE users SET email_lower_case =
          (SELECT email FROM users WHERE id = (SELECT MAX(id) FROM users)) WHERE email_lower_case = 'x';
        DELETE FROM location_tags`)
    })
    expect(await copy()).not.toEqual([])
    expect(contentOf(to)).toEqual(contentOf(from))
  })

  it('does not continue if its source was migrated meanwhile', async () => {
    from = `${from}-older`
    const { storage } = await openSqlite({ file: from, clock, log: silentLog, migrations: migrationsUpTo(5) })
    await storage.close()
    await breakOff('documents')
    await migrateDatabase({ database: `sqlite:${from}`, clock })
    await expect(copy()).rejects.toThrow('The source was migrated after the copy began')
  })

  it('does not continue while the earlier run is alive', async () => {
    let second: Promise<unknown> | undefined
    const watcher: CopyWatcher = {
      ...silent,
      copied: () => {
        second ??= expect(copy()).rejects.toThrow(`Another process has the database ${to} open`)
      },
    }
    await copy(watcher)
    await second
    expect(contentOf(to)).toEqual(contentOf(from))
  })
})
