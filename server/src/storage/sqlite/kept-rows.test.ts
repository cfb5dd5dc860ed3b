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
/** Another process, as far as SQLite can tell. */
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
/** What a look finds, as an object of its own each time that the database is asked. */
const look = () => group.write(ann)

it('keeps a row from one transaction to the next, and nobody can change it', async () => {
  const row = await look()
  expect(row).toEqual({ name: 'Ann' })
  expect(await look()).toBe(row)
  expect(row).toSatisfy(Object.isFrozen)
})

it('tells rows apart whose parameters read alike when strung together', async () => {
  await look()
  expect(await group.write((tx) => tx.get(find, { place: 'her', id: 'ea' }))).toEqual({ name: 'Bob' })
})

it('tells parameters by their names, in whatever order they come', async () => {
  await look()
  expect(await group.write((tx) => tx.get(find, { id: 'here', place: 'a' }))).toBeUndefined()
})

it('forgets when a transaction changes a table that it keeps rows of', async () => {
  await look()
  const seen = await group.write(async (tx) => {
    await tx.run(rename, { id: 'a', name: 'Anna' })
    return ann(tx)
  })
  expect(seen).toEqual({ name: 'Anna' })
  expect(await look()).toEqual({ name: 'Anna' })
})

it('forgets when a change is taken back, with a job or with its group', async () => {
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

it('forgets when a statement fails that may have changed something', async () => {
  await look()
  await expect(group.write((tx) => tx.run(rename, { id: 'a', name: '' }))).rejects.toThrow(/CHECK/)
  expect(await look()).toEqual({ name: 'Ann' })
})

it('forgets when another process has written', async () => {
  await look()
  other.exec("UPDATE things SET name = 'Anna' WHERE id = 'a'")
  expect(await look()).toEqual({ name: 'Anna' })
})

it('keeps no contacts, and forgets nothing when they change', async () => {
  const row = await look()
  const contact = (tx: WriteTx) => tx.get(findContact, { id: 'a' })
  const before = await group.write(contact)
  expect(await group.write(contact)).not.toBe(before)
  await group.write((tx) => tx.run(renameContact, { id: 'a', name: 'Anna' }))
  expect(await group.write(contact)).toEqual({ name: 'Anna' })
  expect(await look()).toBe(row)
})

it('keeps no long rows', async () => {
  const long = () => group.write((tx) => tx.get(find, { place: 'here', id: 'long' }))
  expect(await long()).not.toBe(await long())
})

it('refuses a parameter too many, also where the row is kept', async () => {
  await look()
  const spoiled = { place: 'here', id: 'a', more: 'x' }
  await expect(group.write((tx) => tx.get(find, spoiled))).rejects.toThrow(':more')
})
