import { type ReadTx, StorageUnavailableError } from '../storage/storage.ts'
import { ChangedLocations } from './changed-locations.ts'
import { IndexBehindError } from './index-behind-error.ts'
import { type BatchBounds, ingest } from './ingest.ts'
import { type IndexContext, LocationIndex } from './location-index.ts'
import { flushRows } from './memory-segments.ts'
import type { Query } from './query.ts'
import { type PageOfDocuments, readPage } from './read-page.ts'
import { findRows } from './scan/find-rows.ts'
import { QueryBudget, QueryCancelledError, QueryTooCostlyError } from './scan/query-budget.ts'
import { VersionConflictError } from './segments/disk-segment.ts'
import type { Source } from './source.ts'

/** The limits of ingestion, and of the backlog that a query ingests. */
interface IngestBounds extends BatchBounds {
  /** The most changed documents that a query ingests before it runs, at 25 µs each. With more, the query fails. */
  maxLag: number
  /**
   * The most bytes of unflushed segments. A query ingests no more if its location has this much: 200,000 typical
   * documents take half of it. If all locations together have this much, all of them are flushed.
   */
  memoryBytes: number
}

const usualBounds: IngestBounds = {
  maxLag: 200_000,
  documentsPerBatch: 65_536,
  charactersPerBatch: 32 * 1024 * 1024,
  cellsPerBatch: 4 * 1024 * 1024,
  memoryBytes: 128 * 1024 * 1024,
}

/** The most locations whose segments are loaded. */
const maxLocations = 1000
/** After this time, a background round starts no other location: locations with few changes can wait. */
const roundTimeMs = 50
/** A location with at most this many changes does not wait for the ingestion of larger backlogs. */
const fewChanges = 256
/** How often a query restarts because documents or the index changed meanwhile. */
const attempts = 5

/** The context of an index whose source presents rows. */
interface ColumnIndexContext<Shape> extends IndexContext {
  source: Source<Shape>
}

/** The documents of a page, and the number of matches on all pages. */
export interface Found extends PageOfDocuments {
  total: number
  /** Whether there are documents after the page. */
  hasMore: boolean
}

/** What the background does for a location in addition to compacting. */
interface Maintenance {
  ingests: boolean
  flushes: boolean
}

/** Runs functions one after the other, by key. */
class SerialQueues {
  readonly #last = new Map<string, Promise<unknown>>()

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.#last.get(key) ?? Promise.resolve()).then(work)
    const ended = mine
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(key) === ended) this.#last.delete(key)
      })
    this.#last.set(key, ended)
    return mine
  }
}

/**
 * The indexes of all locations. Each follows the change log of its location: a query first ingests the changes that the
 * segments do not contain yet. Queries of one location run one after the other. Queries of several locations interleave
 * slice by slice, also with writes of segments.
 */
export class ColumnIndex<Shape> {
  readonly #context: ColumnIndexContext<Shape>
  readonly #bounds: IngestBounds
  readonly #changed: ChangedLocations
  /** The least recently used come first. */
  readonly #locations = new Map<string, LocationIndex>()
  /** Queries and ingestion, by location. */
  readonly #queues = new SerialQueues()
  /** Limits memory, which holds each batch: at most one large backlog and one small one are ingested at a time. */
  readonly #ingestion = new SerialQueues()

  constructor(context: ColumnIndexContext<Shape>, bounds: Partial<IngestBounds> = {}) {
    const { storage, source, ids } = context
    this.#context = context
    this.#bounds = { ...usualBounds, ...bounds }
    this.#changed = new ChangedLocations({ storage, source, start: ids.next(), changesUntilDue: flushRows })
  }

  /**
   * Runs a query. It sees everything that was committed before the call.
   * @throws IndexBehindError if the index is far behind because it is being built.
   * @throws QueryTooCostlyError, QueryCancelledError
   */
  async find(query: Query, shape: Shape, budget = new QueryBudget()): Promise<Found> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#queues.run(query.locationId, () => this.#find(query, shape, budget))
      } catch (error) {
        this.#forgetAfter(error, query.locationId)
        if (!(error instanceof VersionConflictError)) throw error
        if (attempt === attempts) throw new StorageUnavailableError('The search index changes too fast.')
      }
    }
  }

  async #find(query: Query, shape: Shape, budget: QueryBudget): Promise<Found> {
    const { storage, source } = this.#context
    const { locationId } = query
    // If a document is deleted between scan and read, the page is short, and clients take a short page for the last one.
    for (let attempt = 1; ; attempt += 1) {
      budget.throwIfCancelled()
      const location = await this.#upToDate(locationId, budget)
      const { total, places, hasMore } = await findRows(location.segments, query, budget)
      const read = (tx: ReadTx) => readPage(tx, source, locationId, places, shape)
      const page = await storage.read(read, { locationId })
      const isWhole = page.isTooLarge || page.documents.length === places.length
      if (isWhole || attempt === attempts) return { total, hasMore, ...page }
    }
  }

  /**
   * Runs a background round: ingests and flushes locations that have not changed since the previous round, or that have
   * very many changes, and compacts segments. Only one call at a time is allowed.
   * @returns whether there is more work to do at once.
   * @throws the error of the first location that failed, after the round has processed all others.
   */
  async maintain(): Promise<boolean> {
    const { clock } = this.#context
    const until = clock.now() + roundTimeMs
    const changed = await this.#changed.look()
    const failures: unknown[] = []
    let isBehind = false
    const maintain = async (locationId: string, work: Maintenance) => {
      try {
        isBehind = (await this.#maintainLocation(locationId, work)) || isBehind
      } catch (error) {
        this.#forgetAfter(error, locationId)
        // If the database cannot write now, for example on a full disk, it cannot write for other locations either.
        if (error instanceof StorageUnavailableError) throw error
        // Another process was first. The next round sees what is left to do.
        if (!(error instanceof VersionConflictError)) failures.push(error)
      }
    }
    const withChanges = new Set(changed.map(({ locationId }) => locationId))
    for (const { locationId, flushes } of this.#needingMaintenance(withChanges))
      await maintain(locationId, { ingests: false, flushes })
    for (const { locationId, isDue } of changed) {
      if (isDue) await maintain(locationId, { ingests: true, flushes: true })
      this.#changed.passTo(locationId)
      if (clock.now() >= until) break
    }
    if (failures.length > 0) throw failures[0]
    return isBehind
  }

  /** The loaded locations that have background work, whether or not they are due. */
  #needingMaintenance(changed: ReadonlySet<string>): { locationId: string; flushes: boolean }[] {
    const known = [...this.#locations.values()]
    const isCrowded = known.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0) >= this.#bounds.memoryBytes
    return known
      .map(({ locationId, isFull, hasUnflushed, needsMaintenance }) => {
        // Another process has flushed these segments if the log has no change of them.
        const flushes = isFull || (hasUnflushed && (isCrowded || !changed.has(locationId)))
        return { locationId, flushes, needsMaintenance: needsMaintenance || flushes }
      })
      .filter((location) => location.needsMaintenance)
  }

  /** @returns whether a large backlog is left. */
  async #maintainLocation(locationId: string, { ingests, flushes }: Maintenance): Promise<boolean> {
    const location = await this.#queues.run(locationId, async () => {
      const known = await this.#location(locationId)
      await known.deleteObsolete()
      if (ingests) await known.changes.read(this.#bounds.maxLag)
      return known
    })
    while (ingests && location.changes.count > 0 && !location.isFull)
      await this.#queues.run(locationId, () => this.#ingest(location))
    if ((flushes && !(await location.flush())) || !(await location.compact()))
      throw new VersionConflictError('Another process was first.')
    return ingests && location.changes.count >= flushRows
  }

  /** The index of a location, including everything that was committed before the call. */
  async #upToDate(locationId: string, budget: QueryBudget): Promise<LocationIndex> {
    const { maxLag, memoryBytes } = this.#bounds
    const location = await this.#location(locationId)
    let wasScanning: boolean
    // Ends: after a scan come the changes that were made meanwhile, and after these nothing.
    do {
      wasScanning = location.isScanning
      await location.changes.read(maxLag)
      // Check after reading the log: a process raises the version before it deletes from the log.
      if (await location.isStale()) throw new VersionConflictError('Another process has changed the index.')
      if (location.changes.count > maxLag)
        throw new IndexBehindError('The search index of the location is being made.')
      while (location.changes.count > 0) {
        budget.throwIfCancelled()
        if (location.memoryBytes >= memoryBytes)
          throw new IndexBehindError('The search index of the location is being written.')
        await this.#ingest(location)
      }
    } while (wasScanning)
    return location
  }

  #ingest(location: LocationIndex): Promise<void> {
    const size = location.changes.count <= fewChanges ? 'few' : 'many'
    return this.#ingestion.run(size, () => ingest(location, this.#bounds))
  }

  async #location(locationId: string): Promise<LocationIndex> {
    let location = this.#locations.get(locationId)
    if (location === undefined) {
      location = new LocationIndex(this.#context, locationId)
      await location.load()
    }
    this.#locations.delete(locationId)
    this.#locations.set(locationId, location)
    const [oldest] = this.#locations.keys()
    if (this.#locations.size > maxLocations && oldest !== undefined) this.#locations.delete(oldest)
    return location
  }

  /** Unloads the location: after a failure, taken changes may be missing in the index. They are still in the log. */
  #forgetAfter(error: unknown, locationId: string): void {
    const isIntact =
      error instanceof IndexBehindError ||
      error instanceof QueryTooCostlyError ||
      error instanceof QueryCancelledError
    if (!isIntact) this.#locations.delete(locationId)
  }
}
