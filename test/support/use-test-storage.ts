import { afterAll, beforeAll } from 'vitest'
import type { Clock } from '../../server/src/lib/clock.ts'
import { openStorage } from '../../server/src/storage/open-storage.ts'
import type { Storage } from '../../server/src/storage/storage.ts'
import { newTestDatabase } from './test-database.ts'

/** The storage of a test file, on a new database: opened before its tests, and closed after them. */
export function useTestStorage(clock: Clock): { storage: Storage } {
  const opened = {} as { storage: Storage }
  let drop: () => Promise<void>
  beforeAll(async () => {
    const database = await newTestDatabase()
    drop = database.drop
    opened.storage = await openStorage({ database: database.url, clock })
  })
  afterAll(async () => {
    await opened.storage.close()
    await drop()
  })
  return opened
}
