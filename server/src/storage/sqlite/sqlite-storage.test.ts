import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { systemClock as clock } from '../../lib/clock.ts'
import { silentLog } from '../log.ts'
import { migrations } from '../migrations/migrations.ts'
import { openStorage } from '../open-storage.ts'
import { storageConformance } from '../storage-conformance.ts'
import { openSqlite } from './open-sqlite.ts'

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
