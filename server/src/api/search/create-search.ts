import { IndexBehindError } from '../../columnstore/index-behind-error.ts'
import { indexWrites } from '../../columnstore/index-writes.ts'
import { LocalColumnStores } from '../../columnstore/local-column-stores.ts'
import type { ColumnStores, Query } from '../../columnstore/query.ts'
import { ColumnCache, columnCacheBytes } from '../../columnstore/segments/column-cache.ts'
import { ThreadedColumnStores, ThreadLostError } from '../../columnstore/thread/threaded-column-stores.ts'
import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import { gauge, type Snapshot } from '../../metrics/family.ts'
import type { Gauges } from '../../metrics/metrics.ts'
import { isInMemory } from '../../storage/database-url.ts'
import type { StorageLog } from '../../storage/log.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Search, SearchCaller, SearchShapes } from './search.ts'
import { type QueuePlace, SearchQueue } from './search-queue.ts'
import { searchSources as sources } from './search-sources.ts'

/** The program of the search thread. */
const workerFile = new URL(
  import.meta.url.endsWith('.ts') ? './search-worker.ts' : './search-worker.js',
  import.meta.url,
)

export interface OpenSearchOptions {
  storage: Storage
  /** The URL of the storage. */
  database: string
  /** The same database without the pooler that `database` leads to. */
  databaseDirect?: string | undefined
  /** A streaming replica of the database. */
  databaseReplica?: string | undefined
  clock: Clock
  ids: Ids
  log: StorageLog
  /** Gets the length of the queue and the lag of the index; nobody by default. */
  metrics?: Gauges
}

/** With more changes than this, the index is updated even if nobody has searched. */
const maxUnread = 100_000
const lookEveryMs = 10_000

/**
 * The search of a storage's documents. The search thread starts with the first search, or once very many documents have
 * changed: a server without searches has no index. Close it before the storage.
 */
export function createSearch(options: OpenSearchOptions): Search {
  const { storage, database, databaseDirect, databaseReplica, clock, ids, log, metrics } = options
  const writes = {
    contacts: indexWrites(storage, sources.contacts),
    opportunities: indexWrites(storage, sources.opportunities),
  }
  const warn = (error: unknown, what: string) => log.warn({ err: error }, what)
  let started: ColumnStores<SearchShapes> | undefined
  const start = () => {
    // Other threads cannot access a database in memory.
    started ??= isInMemory(database)
      ? new LocalColumnStores({
          storage,
          sources,
          writes,
          clock,
          ids,
          warn,
          cache: new ColumnCache(columnCacheBytes),
        })
      : new ThreadedColumnStores({ database, databaseDirect, databaseReplica, workerFile, writes, warn })
    return started
  }
  const look = async () => {
    if (started !== undefined) return
    for (const name of indexNames) if ((await countChanges(storage, name)) === maxUnread) start()
  }
  const timer = setInterval(
    () => void look().catch((error) => warn(error, 'the changes could not be counted')),
    lookEveryMs,
  ).unref()
  const queue = new SearchQueue()
  metrics?.add(() => [
    gauge('contactd_search_queue_length', 'Searches that wait for their turn.', queue.waiting),
  ])
  metrics?.add(() => lagFamilies(storage))
  return {
    find: searchInTurns(start, queue),
    check: async () => started?.check(),
    close: async () => {
      clearInterval(timer)
      await started?.close()
    },
  }
}

const indexNames = ['contacts', 'opportunities'] as const satisfies (keyof SearchShapes)[]

/** Counts the changes that no segment of an index contains, up to `maxUnread`. */
async function countChanges(storage: Storage, name: (typeof indexNames)[number]): Promise<number> {
  const { changes } = sources[name]
  return (await storage.read((tx) => tx.get(changes.count, { limit: maxUnread })))?.count ?? 0
}

async function lagFamilies(storage: Storage): Promise<Snapshot> {
  const values = await Promise.all(
    indexNames.map(async (index) => ({ value: await countChanges(storage, index), labels: { index } })),
  )
  const name = 'contactd_search_index_pending_changes'
  return [
    {
      ...gauge(name, `Changes that the search index has yet to store, up to ${maxUnread}.`, 0, 'max'),
      values,
    },
  ]
}

/** Queues searches and runs each in its turn. @param stores is called for each search. */
export function searchInTurns(
  stores: () => Pick<ColumnStores<SearchShapes>, 'find'>,
  queue = new SearchQueue(),
): Search['find'] {
  return async (name, query, shape, caller) => {
    const result = await queue
      .run(placeOf(query, caller), (cancelled) => stores().find(name, query, shape, cancelled))
      .catch((error) => {
        throw refusalOf(error)
      })
    if (result.isTooLarge) throw errors.pageTooLarge(name)
    if (result.isTooCostly) throw errors.searchTooCostly()
    return result
  }
}

function refusalOf(error: unknown): unknown {
  if (error instanceof ThreadLostError) return errors.searchUnavailable()
  return error instanceof IndexBehindError ? errors.searchIndexBehind() : error
}

/** All tokens of a location share a turn; a company token has one turn for all the locations that it names. */
function placeOf({ locationId }: Query, { token, locationId: home, gone }: SearchCaller): QueuePlace {
  const place =
    home === undefined
      ? { turn: `company token ${token}`, within: locationId }
      : { turn: `location ${home}`, within: token }
  return { ...place, token, ...(gone && { gone }) }
}
