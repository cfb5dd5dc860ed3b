import { createDatabase } from '../../../../test/support/postgres/databases.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { openStorage } from '../open-storage.ts'
import { storageConformance } from '../storage-conformance.ts'

storageConformance(
  'PostgreSQL',
  async () => {
    const { url, drop } = await createDatabase()
    return { open: () => openStorage({ database: url, clock }), remove: drop }
  },
  true,
)
