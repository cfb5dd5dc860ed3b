import { createDatabase } from '../../../../test/support/postgres/databases.ts'
import { systemClock as clock } from '../../lib/clock.ts'
import { openStorage } from '../open-storage.ts'
import { storageConformance } from '../storage-conformance.ts'

for (const writing of ['groups', 'inline'] as const) {
  storageConformance(
    `PostgreSQL, written to ${writing === 'groups' ? 'in groups' : 'inline'}`,
    async () => {
      const { url, drop } = await createDatabase()
      return { open: () => openStorage({ database: url, clock, writing }), remove: drop }
    },
    true,
  )
}
