import { errors } from '../../../http/errors.ts'
import type { Clock } from '../../../lib/clock.ts'
import type { Ids } from '../../../lib/ids.ts'
import { isInMemory } from '../../../storage/database-url.ts'
import type { StorageLog } from '../../../storage/log.ts'
import type { Storage } from '../../../storage/storage.ts'
import type { ContactSearch } from '../search-query.ts'
import { ColumnCache, columnCacheBytes } from './column-cache.ts'
import { countChanges } from './index-store.ts'
import { indexWrites } from './index-writes.ts'
import { SearchEngine } from './search-engine.ts'
import { SearchThread } from './search-thread.ts'

export interface OpenSearchOptions {
  storage: Storage
  /** The URL that the storage was opened by. */
  database: string
  /** The same database without the pooler that `database` leads to. */
  databaseDirect?: string | undefined
  /** A streaming replica of the database. */
  databaseReplica?: string | undefined
  clock: Clock
  ids: Ids
  log: StorageLog
}

/** With so many changes that no search has asked for, the index is brought up to date all the same. */
const maxUnread = 100_000
const lookEveryMs = 10_000

/**
 * The search of a storage's contacts. Nothing is started before the first search, or before very much has
 * changed: who never searches pays for no index. Close it before the storage.
 */
export function openSearch(options: OpenSearchOptions): ContactSearch {
  const { storage, database, databaseDirect, databaseReplica, clock, ids, log } = options
  const writes = indexWrites(storage)
  const warn = (error: unknown) =>
    log.warn({ err: error }, 'the search index could not be written: it will be')
  let started: ContactSearch | undefined
  const start = () => {
    // No other thread can see a database in memory.
    started ??= isInMemory(database)
      ? new SearchEngine({ storage, writes, clock, ids, warn, cache: new ColumnCache(columnCacheBytes) })
      : new SearchThread({ database, databaseDirect, databaseReplica, writes, warn })
    return started
  }
  const look = async () => {
    if (started !== undefined) return
    const row = await storage.read((tx) => tx.get(countChanges, { limit: maxUnread }))
    if (row?.count === maxUnread) start()
  }
  const timer = setInterval(() => void look().catch(warn), lookEveryMs).unref()
  return {
    find: async (query, shape) => {
      const result = await start().find(query, shape)
      if (result.isTooLarge) throw errors.pageTooLarge()
      return result
    },
    close: async () => {
      clearInterval(timer)
      await started?.close()
    },
  }
}
