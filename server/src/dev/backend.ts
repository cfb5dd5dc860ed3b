import { createSearch } from '../api/search/create-search.ts'
import type { Search } from '../api/search/search.ts'
import { systemClock } from '../lib/clock.ts'
import { randomIds } from '../lib/ids.ts'
import type { StorageLog } from '../storage/log.ts'
import { openStorage } from '../storage/open-storage.ts'
import type { Storage } from '../storage/storage.ts'

/** An open database and the search over it. */
export interface Backend {
  storage: Storage
  search: Search
}

/**
 * Opens a database with its search. Both measure their own work with the system's clock: they must go on while the
 * clock of the server is frozen.
 * @param image the content of a database in memory.
 */
export async function openBackend(database: string, log: StorageLog, image?: Buffer): Promise<Backend> {
  const storage = await openStorage({ database, image, clock: systemClock, log })
  return { storage, search: createSearch({ storage, database, clock: systemClock, ids: randomIds, log }) }
}

/** Closes the search, then the database. */
export async function closeBackend({ storage, search }: Backend): Promise<void> {
  await search.close()
  await storage.close()
}
