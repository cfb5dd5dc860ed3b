import { type ReadTx, StorageUnavailableError } from '../../../storage/storage.ts'
import type { SearchQuery } from '../search-query.ts'
import { ChangedLocations } from './changed-locations.ts'
import { findRows } from './find-rows.ts'
import { SegmentGoneError } from './kept-segment.ts'
import { fullTailRows, type IndexContext, LocationIndex } from './location-index.ts'
import { type PageOfContacts, readPage } from './read-page.ts'
import { type TurnBounds, takeIn } from './take-in.ts'

/** How much is taken in at a time, and by how much a search may find the index behind. */
interface IntakeBounds extends TurnBounds {
  /** So many changed contacts a search takes in before it looks, 40 µs each; behind more it doesn't wait. */
  behind: number
  /**
   * With this much of a location in memory alone, a search takes in no more: 200,000 usual contacts take half of
   * it. With this much of all of them, all is written down.
   */
  tailBytes: number
}

const usualBounds: IntakeBounds = {
  behind: 200_000,
  contactsPerTurn: 16_384,
  charactersPerTurn: 16 * 1024 * 1024,
  cellsPerTurn: 4 * 1024 * 1024,
  tailBytes: 128 * 1024 * 1024,
}

/** Locations whose segments are known at a time. */
const maxLocations = 1000
/** After so long a round of the background begins with no other location: what changed little may wait. */
const roundTimeMs = 50
/** How often a search begins anew when others have changed contacts or the index under it. */
const attempts = 5

/** What a search found: the contacts of a page, and how many there are in all. */
export interface Found extends PageOfContacts {
  total: number
}

/** What the background does at a location beside what always is to be done. */
interface TidyWork {
  /** Whether it takes in what has changed. */
  takes: boolean
  /** Whether it writes down what is in memory alone. */
  keeps: boolean
}

/** A location's index is too far behind its contacts to wait for. */
class IndexBehindError extends StorageUnavailableError {}

/**
 * The search index of all locations. It follows the log of each location's changes: what isn't in its segments
 * yet is taken in before a search looks. Searches come one after the other; segments are written beside them.
 */
export class SearchIndex {
  readonly #context: IndexContext
  readonly #bounds: IntakeBounds
  readonly #changed: ChangedLocations
  /** Those that were used last stand last. */
  readonly #locations = new Map<string, LocationIndex>()
  /** The last of those who look at the index, or take something in. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(context: IndexContext, bounds: Partial<IntakeBounds> = {}) {
    this.#context = context
    this.#bounds = { ...usualBounds, ...bounds }
    this.#changed = new ChangedLocations(context.storage, context.ids.next(), fullTailRows)
  }

  /**
   * Finds contacts. All that was committed before the call is found.
   * @throws StorageUnavailableError where the index is far behind: it is being made.
   */
  async find(query: SearchQuery): Promise<Found> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#inTurn(() => this.#find(query))
      } catch (error) {
        this.#forgetAfter(error, query.locationId)
        if (!(error instanceof SegmentGoneError)) throw error
        if (attempt === attempts) throw new StorageUnavailableError('The search index changes too fast.')
      }
    }
  }

  async #find(query: SearchQuery): Promise<Found> {
    const { locationId } = query
    // A contact that goes between the two looks leaves a page short, and a short page reads as the last one.
    for (let attempt = 1; ; attempt += 1) {
      const location = await this.#upToDate(locationId)
      const { total, places } = await findRows(location.segments, query)
      const read = (tx: ReadTx) => readPage(tx, locationId, places)
      const page = await this.#context.storage.read(read, { locationId })
      const isWhole = page.isTooLarge || page.contacts.length === places.length
      if (isWhole || attempt === attempts) return { total, ...page }
    }
  }

  /**
   * A round of the background: where nothing has changed since the round before, or very much, it takes in what
   * has changed and writes it down; it puts segments together. One call at a time.
   * @returns whether there is more to do at once.
   * @throws what the first location failed with that could not be tidied, after all others.
   */
  async tidy(): Promise<boolean> {
    const { clock } = this.#context
    const until = clock.now() + roundTimeMs
    const changed = await this.#changed.look()
    const failures: unknown[] = []
    let isBehind = false
    const tidy = async (locationId: string, work: TidyWork) => {
      try {
        isBehind = (await this.#tidyLocation(locationId, work)) || isBehind
      } catch (error) {
        this.#forgetAfter(error, locationId)
        // What cannot take anything now, such as a full disk, is the same for all of them.
        if (error instanceof StorageUnavailableError) throw error
        // Where another process was first, the next round sees what is left to do.
        if (!(error instanceof SegmentGoneError)) failures.push(error)
      }
    }
    for (const { locationId, keeps } of this.#untidy(new Set(changed.map((one) => one.locationId))))
      await tidy(locationId, { takes: false, keeps })
    for (const { locationId, isDue } of changed) {
      if (isDue) await tidy(locationId, { takes: true, keeps: true })
      this.#changed.passTo(locationId)
      if (clock.now() >= until) break
    }
    if (failures.length > 0) throw failures[0]
    return isBehind
  }

  /** The known locations that have something to be done, whether or not they are due. */
  #untidy(changed: ReadonlySet<string>): { locationId: string; keeps: boolean }[] {
    const known = [...this.#locations.values()]
    const isCrowded = known.reduce((sum, { tailBytes }) => sum + tailBytes, 0) >= this.#bounds.tailBytes
    return known
      .map(({ locationId, isFull, hasTail, isUntidy }) => {
        // Where there is a tail and no change in the log, another process has written it down.
        const keeps = isFull || (hasTail && (isCrowded || !changed.has(locationId)))
        return { locationId, keeps, isUntidy: isUntidy || keeps }
      })
      .filter(({ isUntidy }) => isUntidy)
  }

  /** @returns whether very much is left to be taken in. */
  async #tidyLocation(locationId: string, { takes, keeps }: TidyWork): Promise<boolean> {
    const location = await this.#inTurn(async () => {
      const known = await this.#location(locationId)
      await known.deleteDropped()
      if (takes) await known.changes.read(this.#bounds.behind)
      return known
    })
    const { changes } = location
    while (takes && changes.count > 0 && !location.isFull) await this.#inTurn(() => this.#takeIn(location))
    if ((keeps && !(await location.keepTail())) || !(await location.mergeKept()))
      throw new SegmentGoneError('Another process was first.')
    return takes && changes.count >= fullTailRows
  }

  /** The index of a location with all that was committed before the call in it. */
  async #upToDate(locationId: string): Promise<LocationIndex> {
    const { behind, tailBytes } = this.#bounds
    const location = await this.#location(locationId)
    const { changes } = location
    await changes.read(behind)
    // After the log: whoever deletes from it has raised the version before.
    if (await location.isStale()) throw new SegmentGoneError('Another process has changed the index.')
    if (changes.count > behind) throw new IndexBehindError('The search index of the location is being made.')
    while (changes.count > 0) {
      if (location.tailBytes >= tailBytes)
        throw new IndexBehindError('The search index of the location is being written.')
      await this.#takeIn(location)
    }
    return location
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  #takeIn(location: LocationIndex): Promise<void> {
    return takeIn(this.#context.storage, location, this.#bounds)
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

  /** Whatever failed, what it had in hand may be neither in the index nor noted; in the log it still is. */
  #forgetAfter(error: unknown, locationId: string): void {
    if (!(error instanceof IndexBehindError)) this.#locations.delete(locationId)
  }
}
