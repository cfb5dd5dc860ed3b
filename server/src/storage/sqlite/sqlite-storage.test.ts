import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { systemClock as clock } from '../../lib/clock.ts'
import { silentLog } from '../log.ts'
import { migrations } from '../migrations/migrations.ts'
import { openStorage } from '../open-storage.ts'
import { statement } from '../statement.ts'
import { storageConformance } from '../storage-conformance.ts'
import { openSqlite } from './open-sqlite.ts'

const addCompany = statement<{ id: string }>(
  'sqlite-test-add-company',
  "INSERT INTO companies (id, name, date_added) VALUES (:id, '', 0)",
)
const changeContact = statement<{ id: string }>(
  'sqlite-test-change-contact',
  "INSERT INTO contact_changes (location_id, contact_id) VALUES ('l', :id)",
)

storageConformance(
  'SQLite in a file',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'contactd-storage-'))
    return {
      open: () => openStorage({ database: `sqlite:${join(folder, 'contactd.db')}`, clock }),
      remove: () => rm(folder, { recursive: true }),
    }
  },
  true,
)

storageConformance(
  'SQLite in memory',
  async () => ({
    open: () => openStorage({ database: 'sqlite::memory:', clock }),
    remove: async () => undefined,
  }),
  false,
)

it('syncs each commit: the writer runs in WAL mode with synchronous=FULL', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'contactd-storage-'))
  const file = join(folder, 'contactd.db')
  const { storage } = await openSqlite({ file, clock, log: silentLog, migrations })
  expect(storage.durability()).toEqual({ synchronous: 2, journalMode: 'wal' })
  await storage.close()
  await rm(folder, { recursive: true })
})

it('changes its stamp when a company is added, here or elsewhere, but not when a contact is changed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'contactd-storage-'))
  const database = `sqlite:${join(folder, 'contactd.db')}`
  const storage = await openStorage({ database, clock })
  const other = await openStorage({ database, clock })
  const stamps = [await storage.changeStamp()]
  for (const [where, changed] of [
    [storage, addCompany],
    [other, addCompany],
    [storage, changeContact],
  ] as const) {
    await where.write((tx) => tx.run(changed, { id: `${stamps.length}` }), 'database')
    stamps.push(await storage.changeStamp())
  }
  const [first, here, elsewhere, contact] = stamps
  expect(new Set([first, here, elsewhere]).size).toBe(3)
  expect(contact).toBe(elsewhere)
  await Promise.all([storage.close(), other.close()])
  await rm(folder, { recursive: true })
})
