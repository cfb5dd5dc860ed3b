import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { systemClock } from '../../lib/clock.ts'
import { statement } from '../statement.ts'
import type { WriteTx } from '../storage.ts'
import { Connection } from './connection.ts'
import { defaultLimits, GroupCommit } from './group-commit.ts'

interface Named {
  name: string
}

const find = statement<{ place: string; id: string }, Named>(
  'kept-rows-test-find',
  'SELECT name FROM things WHERE place = :place AND id = :id',
)
const rename = statement<{ id: string; name: string }>(
  'kept-rows-test-rename',
  'UPDATE things SET name = :name WHERE id = :id',
)
const findContact = statement<{ id: string }, Named>(
  'kept-rows-test-find-contact',
  'SELECT name FROM contacts WHERE id = :id',
)
const renameContact = statement<{ id: string; name: string }>(
  'kept-rows-test-rename-contact',
  'UPDATE contacts SET name = :name WHERE id = :id',
)

let folder: string
let connection: Connection
let group: GroupCommit
/** Stands for another process. */
let other: Database.Database

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contactd-kept-'))
  const file = join(folder, 'test.db')
  connection = new Connection(file, { readonly: false })
  connection.database.pragma('journal_mode = WAL')
  connection.database.exec(`CREATE TABLE things (place TEXT, id TEXT, name TEXT CHECK (name <> ''));
    CREATE TABLE contacts (id TEXT, name TEXT);
    INSERT INTO things VALUES ('here', 'a', 'Ann'), ('her', 'ea', 'Bob'), ('here', 'long', '${'x'.repeat(5000)}');
    INSERT INTO contacts VALUES ('a', 'Ann')`)
  other = new Database(file, { timeout: 0 })
  group = new GroupCommit(connection, systemClock, defaultLimits, () => {})
})
afterEach(async () => {
  other.close()
  connection.database.close()
  await rm(folder, { recursive: true })
})

const ann = (tx: WriteTx) => tx.get(find, { place: 'here', id: 'a' })
/** A new object for each query to the database, the same object for a cached row. */
const look = () => group.write(ann)

it('caches a row across transactions, frozen', async () => {
  const row = await look()
  expect(row).toEqual({ name: 'Ann' })
  expect(await look()).toBe(row)
  expect(row).toSatisfy(Object.isFrozen)
})

it('distinguishes parameters that are equal when concatenated', async () => {
  await look()
  expect(await group.write((tx) => tx.get(find, { place: 'her', id: 'ea' }))).toEqual({ name: 'Bob' })
})

it('ignores the order of parameters', async () => {
  await look()
  expect(await group.write((tx) => tx.get(find, { id: 'here', place: 'a' }))).toBeUndefined()
})

it('is cleared when a transaction changes a cached table', async () => {
  await look()
  const seen = await group.write(async (tx) => {
    await tx.run(rename, { id: 'a', name: 'Anna' })
    return ann(tx)
  })
  expect(seen).toEqual({ name: 'Anna' })
  expect(await look()).toEqual({ name: 'Anna' })
})

it('is cleared when a change is undone, with a write or with its group', async () => {
  const refused = group.write(async (tx) => {
    await tx.run(rename, { id: 'a', name: 'Anna' })
    await ann(tx)
    throw new Error('refused')
  })
  const next = look()
  await expect(refused).rejects.toThrow('refused')
  expect(await next).toEqual({ name: 'Ann' })

  const failing = group.write(async (tx) => {
    await tx.run(rename, { id: 'a', name: 'Anna' })
    await ann(tx)
    connection.database.exec('ROLLBACK')
    throw new Error('the disk is full')
  })
  await expect(failing).rejects.toThrow('the disk is full')
  expect(await look()).toEqual({ name: 'Ann' })
})

it('is cleared when a statement that may have changed something fails', async () => {
  await look()
  await expect(group.write((tx) => tx.run(rename, { id: 'a', name: '' }))).rejects.toThrow(/CHECK/)
  expect(await look()).toEqual({ name: 'Ann' })
})

it('is cleared when another process has written', async () => {
  await look()
  other.exec("UPDATE things SET name = 'Anna' WHERE id = 'a'")
  expect(await look()).toEqual({ name: 'Anna' })
})

it('does not cache contacts, and is not cleared when they change', async () => {
  const row = await look()
  const contact = (tx: WriteTx) => tx.get(findContact, { id: 'a' })
  const before = await group.write(contact)
  expect(await group.write(contact)).not.toBe(before)
  await group.write((tx) => tx.run(renameContact, { id: 'a', name: 'Anna' }))
  expect(await group.write(contact)).toEqual({ name: 'Anna' })
  expect(await look()).toBe(row)
})

it('does not cache long rows', async () => {
  const long = () => group.write((tx) => tx.get(find, { place: 'here', id: 'long' }))
  expect(await long()).not.toBe(await long())
})

it('refuses an extra parameter, even if the row is cached', async () => {
  await look()
  const spoiled = { place: 'here', id: 'a', more: 'x' }
  await expect(group.write((tx) => tx.get(find, spoiled))).rejects.toThrow(':more')
})
