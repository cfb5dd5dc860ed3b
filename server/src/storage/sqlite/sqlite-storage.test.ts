import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock as clock } from '../../lib/clock.ts'
import { openStorage } from '../open-storage.ts'
import { storageConformance } from '../storage-conformance.ts'

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
