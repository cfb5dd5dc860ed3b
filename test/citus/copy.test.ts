import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { systemClock as clock } from '../../server/src/lib/clock.ts'
import { randomIds as ids } from '../../server/src/lib/ids.ts'
import { backupDatabase } from '../../server/src/storage/backup-database.ts'
import { copyDatabase } from '../../server/src/storage/copy-database.ts'
import { openSnapshot } from '../../server/src/storage/open-copy.ts'
import { migrateDatabase, openStorage } from '../../server/src/storage/open-storage.ts'
import { numberColumns } from '../../server/src/storage/postgres/shards/global-numbers.ts'
import { restoreDatabase } from '../../server/src/storage/restore-database.ts'
import { insert as insertCompany, insertLocation } from '../../server/src/storage/sql-conformance.ts'
import { statement } from '../../server/src/storage/statement.ts'
import { onEachServer } from '../support/citus/databases.ts'
import { rowsOfTables } from '../support/citus/tables.ts'
import { allTables, fillTables } from '../support/filled-database.ts'
import { createDatabase, execute, type TestDatabase } from '../support/postgres/databases.ts'
import { temporaryFolder } from '../support/program.ts'

const watcher = { begin: () => undefined, advance: () => undefined, copied: () => undefined }
const rows = 20

let source: string
beforeAll(async () => {
  source = `sqlite:${join(temporaryFolder(), 'filled.db')}`
  await migrateDatabase({ database: source, clock })
  fillTables(source.replace('sqlite:', ''), rows)
})

let database: TestDatabase
beforeEach(async () => {
  database = await createDatabase()
})
afterEach(() => database.drop())

const copy = (from: string, to: string, changes: Partial<typeof watcher> = {}) =>
  copyDatabase({ from, to, clock, ids, watcher: { ...watcher, ...changes } })

/** What is derived from the rows: whether each id has a place, and the lowest number of a next change. */
async function derivedOf(url: string) {
  const [found] = await execute<{ places: string; missing: string; next: string }>(
    url,
    `SELECT (SELECT COUNT(*) FROM id_places) AS places,
       (SELECT COUNT(*) FROM contacts LEFT JOIN (SELECT * FROM id_places OFFSET 0) AS places
        ON places.id = contacts.id AND places.location_id = contacts.location_id
        WHERE places.id IS NULL) AS missing,
       (SELECT column_default FROM information_schema.columns
        WHERE table_name = 'location_marks' AND column_name = 'numbers') AS next`,
  )
  return {
    places: Number(found?.places),
    missing: Number(found?.missing),
    next: parseInt(found?.next.replace(/\D*/, '') ?? '', 10),
  }
}

const highestSequence = async (url: string) =>
  Number((await execute<{ most: string }>(url, 'SELECT MAX(sequence) AS most FROM contact_changes'))[0]?.most)

it('a copy that goes on after it stopped has every row, the place of each id, and the next numbers', async () => {
  let tables = 0
  const stop = () => {
    tables += 1
    if (tables === 12) throw new Error('stopped')
  }
  await expect(copy(source, database.url, { copied: stop as () => undefined })).rejects.toThrow('stopped')
  const copied = await copy(source, database.url)
  expect(copied.length).toBeGreaterThan(40)
  const content = await rowsOfTables(database.url)
  expect(content.get('contacts')).toHaveLength(rows)
  const { places, missing, next } = await derivedOf(database.url)
  expect(places).toBeGreaterThan(rows)
  expect(missing).toBe(0)
  expect(next).toBeGreaterThanOrEqual(await highestSequence(database.url))
})

it('a backup of one can be restored to it and elsewhere, and numbers changes after all of its own', async () => {
  await copy(source, database.url)
  const before = await rowsOfTables(database.url, numberColumns)
  const file = join(temporaryFolder(), 'backup.db')
  await backupDatabase({ file, database: database.url, mayReplace: false, clock, watcher })
  await execute(database.url, "INSERT INTO companies (id, name, date_added) VALUES ('new', 'New', 1)")
  await execute(database.url, "INSERT INTO id_places (id, location_id) VALUES ('gone', 'l')")
  await restoreDatabase({ file, database: database.url, mayReplace: true, clock, watcher })
  expect(await rowsOfTables(database.url, numberColumns)).toEqual(before)
  const { missing, next } = await derivedOf(database.url)
  expect(missing).toBe(0)
  expect(next).toBeGreaterThanOrEqual(await highestSequence(database.url))
  expect(await execute(database.url, "SELECT 1 FROM id_places WHERE id = 'gone'")).toEqual([])
  const other = `sqlite:${join(temporaryFolder(), 'restored.db')}`
  const watched: Record<string, number> = {}
  const copied = ({ name, rows: count }: { name: string; rows: number }) => {
    watched[name] = count
  }
  await restoreDatabase({ file, database: other, mayReplace: false, clock, watcher: { ...watcher, copied } })
  for (const { name } of allTables) if (name in watched) expect(watched[name]).toBe(before.get(name)?.length)
})

it('a copy elsewhere numbers the changes and events of all locations, in the order of each', async () => {
  const [first, last] = [5, 1_504]
  await execute(
    database.url,
    `INSERT INTO contact_changes (location_id, contact_id, sequence) OVERRIDING SYSTEM VALUE
     SELECT 'l' || place, number, number
     FROM generate_series(0, 2) AS place, generate_series(${first}, ${last}) AS number`,
  )
  await execute(
    database.url,
    `INSERT INTO webhook_events (location_id, id, type, date_added, document, sequence) OVERRIDING SYSTEM VALUE
     SELECT 'l' || place, 'event ' || number, 'ContactUpdate', 1, '{}', number
     FROM generate_series(0, 2) AS place, generate_series(${last + 1}, ${last + 3}) AS number`,
  )
  await execute(
    database.url,
    `INSERT INTO search_indexes (location_id, version, taken) SELECT 'l' || place, 1, 1000
     FROM generate_series(0, 2) AS place`,
  )
  const there = `sqlite:${join(temporaryFolder(), 'elsewhere.db')}`
  await copy(database.url, there)
  const opened = new Database(there.replace('sqlite:', ''))
  const rows = opened
    .prepare('SELECT location_id, contact_id, sequence FROM contact_changes ORDER BY 1, 3')
    .all()
  const untaken = opened
    .prepare(
      `SELECT location_id, COUNT(*) AS count FROM contact_changes c JOIN search_indexes i USING (location_id)
       WHERE c.sequence > i.taken GROUP BY location_id`,
    )
    .all()
  const next = opened.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'contact_changes'").pluck().get()
  const events = opened.prepare('SELECT COUNT(DISTINCT sequence) FROM webhook_events').pluck().get()
  opened.close()
  const count = last - first + 1
  const width = count + 3
  expect(rows).toEqual(
    Array.from({ length: 3 * count }, (_, index) => {
      const [place, number] = [Math.floor(index / count), index % count]
      return {
        location_id: `l${place}`,
        contact_id: `${first + number}`,
        sequence: place * width + number + 1,
      }
    }),
  )
  expect(untaken).toEqual([0, 1, 2].map((place) => ({ location_id: `l${place}`, count: last - 1000 })))
  expect(next).toBe(3 * width)
  expect(events).toBe(9)
})

it('a copy whose rows refer to missing ones is refused with the row', async () => {
  const broken = `sqlite:${join(temporaryFolder(), 'broken.db')}`
  await copy(source, broken)
  const opened = new Database(broken.replace('sqlite:', ''))
  opened.pragma('foreign_keys = OFF')
  opened.exec("UPDATE contacts SET location_id = 'missing' WHERE id = (SELECT id FROM contacts LIMIT 1)")
  opened.close()
  await expect(copy(broken, database.url)).rejects.toThrow(
    /^A row of the table contacts refers to a missing row \(.*\(missing\).* "locations"\.\): check the source/,
  )
})

it('only the coordinator is filled', async () => {
  const [, worker = ''] = await onEachServer(database)
  await expect(copy(source, worker)).rejects.toThrow('is a worker of its cluster: name the coordinator.')
})

type Tag = { locationId: string; id: string }
const setTag = statement<Tag>(
  'copy-set-tag',
  `INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, 'n', :id)
   ON CONFLICT (location_id, name) DO UPDATE SET id = excluded.id`,
)

it('a snapshot has all of a write to many locations, or nothing of it', async () => {
  const locations = Array.from({ length: 8 }, (_, index) => `l${index}`)
  const tags = allTables.find(({ name }) => name === 'location_tags')
  if (tags === undefined) throw new Error('There is no table of tags.')
  const place = tags.columns.findIndex(({ name }) => name === 'id')
  const [, worker = ''] = await onEachServer(database)
  const nodes = await Promise.all([database.url, worker].map((url) => openStorage({ database: url, clock })))
  const write = (id: string, node = nodes[1]) =>
    node?.write(async (tx) => {
      for (const locationId of locations) await tx.run(setTag, { locationId, id })
    }, 'database')
  await nodes[0]?.write(async (tx) => {
    await tx.run(insertCompany, { id: 'c', name: 'C', dateAdded: 1 })
    for (const id of locations) await tx.run(insertLocation, { id, companyId: 'c' })
  }, 'database')
  await write('0')
  let isOver = false
  let written = 0
  const writing = (async () => {
    while (!isOver) {
      written += 1
      await write(`${written}`)
    }
  })()
  const seen = new Set<unknown>()
  for (let round = 0; round < 8; round += 1) {
    const snapshot = await openSnapshot(database.url, 'own')
    const values = () => snapshot.page(tags, {}).then((page) => [...new Set(page.map((row) => row[place]))])
    const [first, ...others] = await values()
    expect(others).toEqual([])
    await write(`during ${round}`, nodes[0])
    expect(await values()).toEqual([first])
    seen.add(first)
    await snapshot.close()
  }
  isOver = true
  await writing
  expect(seen.size).toBeGreaterThan(4)
  expect(written).toBeGreaterThan(8)
  await Promise.all(nodes.map((node) => node.close()))
})
