import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDatabase, type TestDatabase } from '../../../../../test/support/postgres/databases.ts'
import { openInShards, prepareForShards } from '../../../../../test/support/postgres/shards-on-one-server.ts'
import { systemClock as clock } from '../../../lib/clock.ts'
import { openStorage } from '../../open-storage.ts'
import { insert as insertCompany, insertLocation } from '../../sql-conformance.ts'
import { statement } from '../../statement.ts'
import { type Storage, StorageUnavailableError, type WriteScope } from '../../storage.ts'
import { storageConformance } from '../../storage-conformance.ts'

for (const writing of ['groups', 'inline'] as const) {
  storageConformance(
    `PostgreSQL, with the statements and locks of shards, written to ${writing === 'groups' ? 'in groups' : 'inline'}`,
    async () => {
      const { url, drop } = await createDatabase()
      await prepareForShards(url)
      return { open: async () => openInShards(url, writing), remove: drop }
    },
    true,
  )
}

type Change = { locationId: string; id: string }
const record = statement<Change>(
  'mark-locks-record',
  'INSERT INTO contact_changes (location_id, contact_id) VALUES (:locationId, :id)',
)
const copy = statement<Change>(
  'mark-locks-copy',
  `INSERT INTO contact_changes (location_id, contact_id)
   SELECT location_id, name FROM location_tags WHERE location_id = :locationId AND id = :id`,
)
const insertTag = statement<Change & { name: string }>(
  'mark-locks-insert-tag',
  'INSERT INTO location_tags (location_id, name, id) VALUES (:locationId, :name, :id)',
)
const findApp = statement<Record<string, never>, { id: string }>(
  'mark-locks-find-app',
  'SELECT id FROM apps LIMIT 1',
)
const listChanged = statement<{ locationId: string }, { id: string }>(
  'mark-locks-list-changed',
  'SELECT contact_id AS "id" FROM contact_changes WHERE location_id = :locationId ORDER BY sequence',
)
const fail = statement<Record<string, never>>('mark-locks-fail', 'DELETE FROM companies')

let database: TestDatabase
let nodes: Storage[]
let other: pg.Client
beforeAll(async () => {
  database = await createDatabase()
  await prepareForShards(database.url)
  nodes = [openInShards(database.url), openInShards(database.url)]
  other = new pg.Client(database.url)
  await other.connect()
  await nodes[0]?.write(async (tx) => {
    await tx.run(insertCompany, { id: 'c', name: 'C', dateAdded: 1 })
    for (const id of ['l', 'm', 'n']) await tx.run(insertLocation, { id, companyId: 'c' })
    for (const name of ['a', 'b', 'c']) await tx.run(insertTag, { locationId: 'm', name, id: 'same' })
  }, 'database')
})
afterAll(async () => {
  await other.end()
  await Promise.all(nodes.map((node) => node.close()))
  await database.drop()
})

const changes = async (locationId: string) => {
  const sql = 'SELECT sequence, contact_id FROM contact_changes WHERE location_id = $1 ORDER BY sequence'
  return (await other.query({ text: sql, values: [locationId], rowMode: 'array' })).rows.map(
    ([sequence, id]) => [Number(sequence), id],
  )
}
const numbers = async (locationId: string) =>
  Number(
    (await other.query('SELECT numbers FROM location_marks WHERE location_id = $1', [locationId])).rows[0]
      .numbers,
  )

it('the changes of a location have one number after the other, from any node', async () => {
  const locationId = 'l'
  const scopes: WriteScope[] = [{ locationId }, { locationId }, { locationId }, 'database']
  await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      nodes[index % 2]?.write(
        (tx) => tx.run(record, { locationId, id: `${index}` }),
        scopes[index % 3 === 0 ? index % 4 : 0] as WriteScope,
      ),
    ),
  )
  const found = await changes(locationId)
  expect(found.map(([sequence]) => sequence)).toEqual(Array.from({ length: 200 }, (_, index) => 1001 + index))
  expect(new Set(found.map(([, id]) => id)).size).toBe(200)
  expect(await numbers(locationId)).toBe(1200)
})

it('copied rows are numbered, and later ones come after them', async () => {
  const locationId = 'm'
  const [node] = nodes
  await node?.write((tx) => tx.run(copy, { locationId, id: 'same' }), { locationId })
  await nodes[1]?.write((tx) => tx.run(record, { locationId, id: 'later' }), { locationId })
  const found = await changes(locationId)
  expect(
    found
      .map(([, id]) => id)
      .slice(0, 3)
      .sort(),
  ).toEqual(['a', 'b', 'c'])
  expect(found.map(([sequence]) => sequence)).toEqual([1001, 1002, 1003, 11_001])
})

it('a write that fails in a group gives its lock and its numbers back', async () => {
  const locationId = 'n'
  const [node] = nodes
  const results = await Promise.allSettled([
    node?.write(async (tx) => {
      await tx.run(record, { locationId, id: 'undone' })
      await tx.run(fail, {})
    }, 'database'),
    node?.write((tx) => tx.run(record, { locationId, id: 'kept' }), 'database'),
  ])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  await nodes[1]?.write((tx) => tx.run(record, { locationId, id: 'later' }), { locationId })
  expect((await changes(locationId)).map(([, id]) => id)).toEqual(['kept', 'later'])
})

it.each([
  [
    'the location',
    { locationId: 'l' },
    `UPDATE location_marks SET version = version WHERE location_id = 'l'`,
    true,
  ],
  [
    'another location',
    { locationId: 'l' },
    `UPDATE location_marks SET version = version WHERE location_id = 'm'`,
    false,
  ],
  ['a location', 'database', `UPDATE location_marks SET version = version WHERE location_id = 'm'`, true],
  ['a location', 'access', `UPDATE location_marks SET version = version WHERE location_id = 'm'`, false],
  ['the database', 'access', 'LOCK TABLE location_marks IN EXCLUSIVE MODE', true],
  ['the database', { locationId: 'l' }, 'LOCK TABLE location_marks IN EXCLUSIVE MODE', true],
] as const)('while another node has locked %s, a write of %o waits: %s', async (_, scope, lock, waits) => {
  await other.query(`BEGIN; ${lock}`)
  let isDone = false
  const write = nodes[0]?.write(async (tx) => {
    if (typeof scope === 'object') await tx.run(record, { ...scope, id: 'locked' })
  }, scope)
  void write?.then(() => {
    isDone = true
  })
  const blocked = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  while (!isDone && (await other.query(blocked)).rows.length === 0);
  expect(isDone).toBe(!waits)
  await other.query('COMMIT')
  await write
})

it.each(['groups', 'inline'] as const)(
  'a server that opened the database before it was distributed writes no more (%s)',
  async (writing) => {
    const { url, drop } = await createDatabase()
    const before = await openStorage({ database: url, clock, writing })
    const scope = { locationId: 'l' }
    const write = (id: string) => before.write((tx) => tx.run(record, { ...scope, id }), scope)
    await before.write(async (tx) => {
      await tx.run(insertCompany, { id: 'c', name: 'C', dateAdded: 1 })
      await tx.run(insertLocation, { id: 'l', companyId: 'c' })
    }, 'database')
    await write('before')
    await write('before')
    await prepareForShards(url)
    const refusal = new StorageUnavailableError(
      'The database was distributed while this server had it open: restart the server.',
    )
    await expect(write('after')).rejects.toEqual(refusal)
    await expect(before.write((tx) => tx.run(record, { ...scope, id: 'after' }), 'database')).rejects.toEqual(
      refusal,
    )
    await expect(before.write((tx) => tx.get(findApp, {}), 'access')).rejects.toEqual(refusal)
    const after = openInShards(url)
    const changed = await after.read((tx) => tx.all(listChanged, scope))
    expect(changed.map(({ id }) => id)).toEqual(['before', 'before'])
    await Promise.all([before.close(), after.close()])
    await drop()
  },
)
