import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { randomIds as ids } from '../../server/src/lib/ids.ts'
import { backupDatabase } from '../../server/src/storage/backup-database.ts'
import type { CopyWatcher } from '../../server/src/storage/copy/copy-tables.ts'
import { pagesOf } from '../../server/src/storage/copy/pages-of.ts'
import { copyDatabase } from '../../server/src/storage/copy-database.ts'
import { openSnapshot } from '../../server/src/storage/open-copy.ts'
import { migrateDatabase, openStorage } from '../../server/src/storage/open-storage.ts'
import { restoreDatabase } from '../../server/src/storage/restore-database.ts'
import { CommandLine } from '../support/command-line.ts'
import { allTables, contentOf, fillTables } from '../support/filled-database.ts'
import { killAt, largeDatabase } from '../support/killed-copy.ts'
import { createDatabase, execute, type TestDatabase } from '../support/postgres/databases.ts'
import { temporaryFolder } from '../support/program.ts'

const silent: CopyWatcher = { begin: () => {}, advance: () => {}, copied: () => {} }

/** Stops in the middle, as a killed process would. */
const breaking: CopyWatcher = {
  ...silent,
  copied: ({ name }) => {
    if (name === 'documents') throw new Error('broken off')
  },
}

let folder: string
let postgres: TestDatabase
beforeEach(async () => {
  folder = temporaryFolder()
  postgres = await createDatabase('empty')
})
afterEach(() => postgres.drop())

/** A file in its own folder, as databases usually are. */
function fileNamed(name: string): string {
  mkdirSync(join(folder, name), { mode: 0o700, recursive: true })
  return join(folder, name, 'contactd.db')
}

async function filled(name: string): Promise<string> {
  const file = fileNamed(name)
  await migrateDatabase({ database: `sqlite:${file}`, clock })
  fillTables(file, 30)
  writeFileSync(join(folder, name, 'secret-key'), 'the key\n')
  return file
}

const copy = (from: string, to: string, watcher = silent) => copyDatabase({ from, to, clock, ids, watcher })

/** Tables that only PostgreSQL has, or that are not copied row by row. */
const ownTables = ['migrations', 'kept_values', 'change_stamp', 'location_marks', 'window_counts']

it('PostgreSQL has exactly the tables and columns that are copied', async () => {
  await migrateDatabase({ database: postgres.url, clock })
  const rows = await execute<{ table_name: string; column_name: string; data_type: string }>(
    postgres.url,
    `SELECT table_name, column_name, data_type FROM information_schema.columns
     WHERE table_schema = current_schema() ORDER BY table_name, column_name`,
  )
  const kinds = { text: 'text', integer: 'bigint', bytes: 'bytea' }
  const described = allTables.flatMap(({ name, columns }) =>
    columns.map((column) => `${name}.${column.name} ${kinds[column.kind]}`),
  )
  const found = rows.filter(({ table_name }) => !ownTables.includes(table_name))
  expect(found.map((row) => `${row.table_name}.${row.column_name} ${row.data_type}`)).toEqual(
    described.sort(),
  )
})

describe('through PostgreSQL and back', () => {
  it('a database is the same, and continues its counters', async () => {
    const from = await filled('from')
    const to = fileNamed('to')
    const there = await copy(`sqlite:${from}`, postgres.url)
    const back = await copy(postgres.url, `sqlite:${to}`)
    expect(back).toEqual(there)
    expect(there.map(({ name }) => name)).toEqual(allTables.map(({ name }) => name))
    expect(contentOf(to)).toEqual(contentOf(from))
    expect(readFileSync(join(folder, 'to/secret-key'), 'utf8').trim()).toBe('the key')
  })

  it('a backup is the same, and can be restored into either engine', async () => {
    const from = await filled('from')
    await copy(`sqlite:${from}`, postgres.url)
    const file = join(folder, 'backup.db')
    const options = { file, mayReplace: false, clock, watcher: silent }
    await backupDatabase({ ...options, database: postgres.url })
    const other = await createDatabase()
    await restoreDatabase({ ...options, database: other.url })
    await expect(restoreDatabase({ ...options, database: other.url })).rejects.toThrow(
      'already contains data',
    )
    await restoreDatabase({ ...options, database: other.url, mayReplace: true })
    const to = fileNamed('to')
    await copy(other.url, `sqlite:${to}`)
    expect(contentOf(to)).toEqual(contentOf(from))
    await other.drop()
  })
})

describe('a copy into PostgreSQL', () => {
  it('continues where it was interrupted, with the existing references', async () => {
    const from = await filled('from')
    await expect(copy(`sqlite:${from}`, postgres.url, breaking)).rejects.toThrow('broken off')
    await expect(openStorage({ database: postgres.url, clock })).rejects.toThrow(
      'A copy into the database was not finished: run the same `contactd copy` again',
    )
    // Rows that were copied and have changed at the source since.
    await execute(
      postgres.url,
      `DELETE FROM contacts WHERE date_added = 0; UPDATE contacts SET document = 'x' WHERE date_added <> 0;
       INSERT INTO companies VALUES ('too much', 'N', 1)`,
    )
    await copy(`sqlite:${from}`, postgres.url)
    const to = fileNamed('to')
    await copy(postgres.url, `sqlite:${to}`)
    expect(contentOf(to)).toEqual(contentOf(from))
    await expect(
      execute(postgres.url, "INSERT INTO location_users (location_id, user_id) VALUES ('no', 'no')"),
    ).rejects.toThrow('foreign key')
  })

  it('is refused if there is data, or a server has the database open', async () => {
    const from = await filled('from')
    const storage = await openStorage({ database: postgres.url, clock })
    await storage.read(async () => undefined)
    await storage.write(async () => undefined, 'database')
    await expect(copy(`sqlite:${from}`, postgres.url)).rejects.toThrow('open: stop it')
    await storage.close()
    await execute(postgres.url, "INSERT INTO companies VALUES ('c', 'C', 1)")
    await expect(copy(`sqlite:${from}`, postgres.url)).rejects.toThrow(
      'already contains data (in the table companies): name an empty one.',
    )
  })

  it('ends if another copy has begun meanwhile', async () => {
    const from = await filled('from')
    let second: Promise<unknown> | undefined
    const watcher: CopyWatcher = {
      ...silent,
      copied: () => {
        second ??= copy(`sqlite:${from}`, postgres.url).catch((error: unknown) => error)
      },
    }
    const first = await copy(`sqlite:${from}`, postgres.url, watcher).catch((error: unknown) => error)
    const outcomes = [first, await second]
    // The one with the marker continues; the other fails.
    expect(outcomes.filter((outcome) => outcome instanceof Error).map(String)).toEqual([
      'CopyError: Another copy into the database has begun, so this one ends.',
    ])
    const to = fileNamed('to')
    await copy(postgres.url, `sqlite:${to}`)
    expect(contentOf(to)).toEqual(contentOf(from))
  })
})

describe('BR-321 a killed copy into PostgreSQL', () => {
  it("can't be served, and the same command continues it", async () => {
    const contactd = await largeDatabase()
    const args = ['copy', '--from', contactd.database, '--to', postgres.url]
    await killAt('location_tags', args)
    const served = await contactd.run(['serve', '--port', '0', '--database', postgres.url])
    expect(served).toMatchObject({ code: 1, stdout: '' })
    expect(served.stderr).toMatch(/^contactd: A copy into the database was not finished: [^\n]+\n$/)
    expect(await contactd.run(args)).toMatchObject({ code: 0 })
    const to = fileNamed('to')
    await copy(postgres.url, `sqlite:${to}`)
    expect(contentOf(to)).toEqual(contentOf(contactd.file))
  })
})

describe('docs/moving.md', () => {
  it('shows commands that work as described', async () => {
    const page = readFileSync(new URL('../../docs/moving.md', import.meta.url), 'utf8')
    const [, block = ''] = /^```sh\n(.*?)^```/ms.exec(page) ?? []
    const commands = block
      .trim()
      .split('\n')
      .map((line) => line.split(' '))
    expect(commands.map(([program, verb]) => `${program} ${verb}`)).toEqual([
      './bin/contactd copy',
      './bin/contactd backup',
      './bin/contactd restore',
    ])
    const contactd = new CommandLine()
    const env = { CONTACTD_DATABASE: '' }
    expect(await contactd.run(['location', 'create', '--name', 'L'], env)).toMatchObject({ code: 0 })
    for (const [, ...args] of commands) {
      const here = args.map((arg) => (arg.startsWith('postgres:') ? postgres.url : arg))
      expect(await contactd.run(here, env)).toMatchObject({ code: 0 })
    }
    const content = contentOf(join(contactd.folder, 'data/contactd.db'))
    expect(content.locations).toHaveLength(1)
    expect(contentOf(join(contactd.folder, 'restored/contactd.db'))).toEqual(content)
  })
})

describe('a PostgreSQL database in partitions', () => {
  it('can be copied into, in two runs, and copied from', async () => {
    const from = await filled('from')
    await migrateDatabase({ database: postgres.url, clock, partitions: 2 })
    await expect(copy(`sqlite:${from}`, postgres.url, breaking)).rejects.toThrow('broken off')
    await copy(`sqlite:${from}`, postgres.url)
    const to = fileNamed('to')
    await copy(postgres.url, `sqlite:${to}`)
    expect(contentOf(to)).toEqual(contentOf(from))
  })
})

describe('a snapshot of PostgreSQL', () => {
  it('does not see later writes, and reads at most two long rows at once', async () => {
    await migrateDatabase({ database: postgres.url, clock })
    const addColumns = (from: number, to: number) =>
      execute(
        postgres.url,
        `INSERT INTO search_columns SELECT 'l', 's' || n, 'n', decode(repeat('00', 2500000), 'hex')
         FROM generate_series(${from}, ${to}) AS n`,
      )
    await addColumns(1, 6)
    const snapshot = await openSnapshot(postgres.url, 'own')
    await addColumns(7, 8)
    const [table] = allTables.filter(({ name }) => name === 'search_columns')
    const lengths: number[] = []
    if (table) for await (const page of pagesOf(snapshot, table, {})) lengths.push(page.length)
    await snapshot.close()
    expect(lengths).toEqual([1, 1, 1, 1, 1, 1])
  })
})

describe('restoring into PostgreSQL', () => {
  it('changes nothing if it is interrupted', async () => {
    const from = await filled('from')
    const file = join(folder, 'backup.db')
    const options = { file, mayReplace: true, clock }
    await backupDatabase({ ...options, database: `sqlite:${from}`, watcher: silent })
    await migrateDatabase({ database: postgres.url, clock })
    await execute(postgres.url, "INSERT INTO companies VALUES ('c', 'C', 1)")
    await expect(restoreDatabase({ ...options, database: postgres.url, watcher: breaking })).rejects.toThrow(
      'broken off',
    )
    const to = fileNamed('to')
    await copy(postgres.url, `sqlite:${to}`)
    expect(contentOf(to)).toMatchObject({ companies: ["'c', 'C', 1, '{}'"], contacts: [] })
  })

  it('never reuses a number, even if it is interrupted at the end', async () => {
    const from = await filled('from')
    const options = { file: join(folder, 'backup.db'), mayReplace: true, clock, database: postgres.url }
    await backupDatabase({ ...options, database: `sqlite:${from}`, watcher: silent })
    await migrateDatabase({ database: postgres.url, clock })
    const countedBy = "pg_get_serial_sequence('contact_changes', 'sequence')"
    await execute(postgres.url, `SELECT setval(${countedBy}, 5000)`)
    const last = allTables.at(-1)?.name
    const breakingAtEnd: CopyWatcher = {
      ...silent,
      copied: ({ name }) => {
        if (name === last) throw new Error('broken off')
      },
    }
    await expect(restoreDatabase({ ...options, watcher: breakingAtEnd })).rejects.toThrow('broken off')
    expect(await execute(postgres.url, `SELECT nextval(${countedBy}) AS next`)).toEqual([{ next: '5001' }])
    await restoreDatabase({ ...options, watcher: silent })
    expect(await execute(postgres.url, `SELECT nextval(${countedBy}) AS next`)).toEqual([{ next: '5002' }])
  })
})
