import { setImmediate as othersFirst } from 'node:timers/promises'
import { StorageUnavailableError } from '../../../storage/storage.ts'
import type { Contact } from '../../contact.ts'
import { findContact } from '../../contact-store.ts'
import { columnsOf } from '../columns-of.ts'
import type { FoundContact, RowPlace, SearchQuery } from '../search-query.ts'
import { surroundingsOf } from '../surroundings.ts'
import { ChangeLog } from './change-log.ts'
import type { Column } from './column.ts'
import { columnsIn, matchingRows } from './evaluate.ts'
import { SegmentGoneError } from './kept-segment.ts'
import { type IndexContext, LocationIndex } from './location-index.ts'
import { PageOfRows } from './page-of-rows.ts'
import { RowSet } from './row-set.ts'
import { SegmentBuilder } from './segment-builder.ts'

/** How much is taken in at a time, and by how much a search may find the index behind. */
interface IntakeBounds {
  /** So many changed contacts a search takes in before it looks, 40 µs each; behind more it doesn't wait. */
  behind: number
  /** Contacts taken in at a time: fewer where they are large, or have many columns that the others haven't. */
  contactsPerTurn: number
  charactersPerTurn: number
  cellsPerTurn: number
  /** With this much in memory alone, a search takes in no more: 200,000 usual contacts take half of it. */
  tailBytes: number
}

const usualBounds: IntakeBounds = {
  behind: 200_000,
  contactsPerTurn: 16_384,
  charactersPerTurn: 16 * 1024 * 1024,
  cellsPerTurn: 4 * 1024 * 1024,
  tailBytes: 128 * 1024 * 1024,
}

/** With this much in its tail, a location's index is written down. */
const fullTailRows = 8192
const fullTailBytes = 16 * 1024 * 1024
/** Locations whose segments are known at a time. */
const maxLocations = 1000
/** The contacts of a page together: 500 of a megabyte each made an answer that took 3 GB. */
const maxPageCharacters = 32 * 1024 * 1024
/** How often a search or a round begins anew when others have changed contacts or the index under it. */
const attempts = 5

/** What a search found: the contacts of a page, and how many there are in all. */
export interface Found {
  total: number
  contacts: FoundContact[]
  /** Missing unless the contacts of the page are too large together: then there are none. */
  isTooLarge?: true
}

/** A location's index is too far behind its contacts to wait for. */
class IndexBehindError extends StorageUnavailableError {}

/**
 * The search index of all locations. It follows the log of changes: what isn't in a location's segments yet is
 * taken in before a search looks. Searches come one after the other; segments are written beside them.
 */
export class SearchIndex {
  readonly #context: IndexContext
  readonly #bounds: IntakeBounds
  readonly #log: ChangeLog
  readonly #locations = new Map<string, LocationIndex>()
  /** The last change that there was when the background last looked. */
  #tidiedTo = 0
  /** The last of those who look at the index, or take something in. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(context: IndexContext, bounds: Partial<IntakeBounds> = {}) {
    this.#context = context
    this.#bounds = { ...usualBounds, ...bounds }
    this.#log = new ChangeLog(context.storage)
  }

  /**
   * Finds contacts. All that was committed before the call is found.
   * @throws StorageUnavailableError where the index is far behind: it is being made.
   */
  find(query: SearchQuery): Promise<Found> {
    return this.#retried(() =>
      this.#inTurn(async () => {
        // A contact that goes between the two looks leaves a page short, and a short page reads as the last one.
        for (let attempt = 1; ; attempt += 1) {
          const location = await this.#upToDate(query.locationId)
          const { total, places } = await search(location, query)
          const page = await this.#documents(query.locationId, places)
          const isWhole = page.isTooLarge || page.contacts.length === places.length
          if (isWhole || attempt === attempts) return { total, ...page }
        }
      }),
    )
  }

  /**
   * Takes in what has changed, in the background, and writes down what there is enough of, or all of it when
   * nothing has changed since the last call. One call at a time.
   * @returns whether there is more to do at once.
   * @throws what the first location failed with that could not be tidied, after all others.
   */
  async tidy(): Promise<boolean> {
    await this.#inTurn(() => this.#log.read())
    const isQuiet = this.#log.last === this.#tidiedTo
    this.#tidiedTo = this.#log.last
    const failures: unknown[] = []
    for (const locationId of new Set([...this.#log.locations(), ...this.#locations.keys()])) {
      try {
        await this.#retried(() => this.#tidyLocation(locationId, isQuiet))
      } catch (error) {
        // What cannot take anything now, such as a full disk, is the same for all of them.
        if (error instanceof StorageUnavailableError) throw error
        failures.push(error)
        await this.#inTurn(() => this.#log.read())
      }
    }
    if (failures.length > 0) throw failures[0]
    return this.#log.locations().some((id) => this.#log.countOf(id) >= fullTailRows)
  }

  async #tidyLocation(locationId: string, isQuiet: boolean): Promise<void> {
    const isFarBehind = this.#log.countOf(locationId) >= fullTailRows
    if (!this.#locations.has(locationId) && !isQuiet && !isFarBehind) return
    const location = await this.#inTurn(async () => {
      const known = await this.#location(locationId)
      await known.deleteDropped()
      if (isQuiet || isFarBehind) await this.#takeSome(known)
      return known
    })
    const isFull = location.tailRows >= fullTailRows || location.tailBytes >= fullTailBytes
    const isDone = (!isFull && !isQuiet) || (await location.keepTail())
    if (!isDone || !(await location.mergeKept())) throw new SegmentGoneError('Another process was first.')
  }

  /** The index of a location with all that was committed before the call in it. */
  async #upToDate(locationId: string): Promise<LocationIndex> {
    await this.#log.read()
    const location = await this.#location(locationId)
    // After the log: whoever deletes from it has raised the version before.
    if (await location.isStale()) throw new SegmentGoneError('Another process has changed the index.')
    if (this.#log.countOf(locationId) > this.#bounds.behind)
      throw new IndexBehindError('The search index of the location is being made.')
    while (this.#log.countOf(locationId) > 0) {
      if (location.tailBytes >= this.#bounds.tailBytes)
        throw new IndexBehindError('The search index of the location is being written.')
      await this.#takeSome(location)
    }
    return location
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  async #takeSome(location: LocationIndex): Promise<void> {
    const { locationId } = location
    const { contactsPerTurn, charactersPerTurn, cellsPerTurn } = this.#bounds
    const rows = new SegmentBuilder()
    let looked = 0
    let characters = 0
    await this.#context.storage.read(async (tx) => {
      for (const id of this.#log.changedIn(locationId)) {
        if (looked === contactsPerTurn || characters >= charactersPerTurn) break
        const row = await tx.get(findContact, { locationId, id })
        if (row !== undefined) {
          const contact = JSON.parse(row.document) as Contact
          const values = columnsOf(contact, await surroundingsOf(tx, { locationId, contactId: id }))
          if (rows.rows > 0 && rows.cellsWith(values) > cellsPerTurn) break
          rows.add(id, values)
          characters += row.document.length
        }
        looked += 1
      }
    })
    const { ids, from, to } = this.#log.take(locationId, looked)
    await location.take(ids, rows, { from, to })
    await othersFirst()
  }

  async #location(locationId: string): Promise<LocationIndex> {
    const known = this.#locations.get(locationId)
    if (known !== undefined) return known
    if (this.#locations.size >= maxLocations) this.#reset()
    const location = new LocationIndex(this.#context, locationId)
    await location.load()
    this.#locations.set(locationId, location)
    return location
  }

  /** Where another process has changed the index, everything is loaded and read anew. */
  async #retried<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work()
      } catch (error) {
        if (error instanceof IndexBehindError) throw error
        // Whatever failed, what it had in hand may be neither in the index nor noted.
        this.#reset()
        if (!(error instanceof SegmentGoneError)) throw error
        if (attempt === attempts) throw new StorageUnavailableError('The search index changes too fast.')
      }
    }
  }

  /** What is in memory alone is still in the log, so that nothing is lost. */
  #reset(): void {
    this.#locations.clear()
    this.#log.reset()
  }

  /** A contact that went since it was found is left out. */
  async #documents(locationId: string, places: readonly RowPlace[]): Promise<Omit<Found, 'total'>> {
    return this.#context.storage.read(async (tx) => {
      const contacts: FoundContact[] = []
      let characters = 0
      for (const place of places) {
        const row = await tx.get(findContact, { locationId, id: place.id })
        if (row === undefined) continue
        characters += row.document.length
        if (characters > maxPageCharacters) return { contacts: [], isTooLarge: true }
        contacts.push({ document: row.document, place })
      }
      return { contacts }
    })
  }
}

async function search(
  location: LocationIndex,
  query: SearchQuery,
): Promise<{ total: number; places: RowPlace[] }> {
  const page = new PageOfRows(query)
  const filter = query.filter ?? { op: 'and', filters: [] }
  const names = new Set([...columnsIn(filter), ...page.columns])
  let total = 0
  // The newest first: mostly they fill the page, and of the others few rows are looked at.
  for (const segment of [...location.segments].reverse()) {
    const columns = new Map<string, Column | undefined>()
    for (const name of names) columns.set(name, await segment.column(name))
    const current = RowSet.all(segment.rows).minus(segment.outdated)
    const rows = matchingRows(filter, columns, current)
    total += rows.count()
    page.add(rows, await segment.ids(), columns)
  }
  return { total, places: page.places() }
}
