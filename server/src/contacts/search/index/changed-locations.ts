import type { Storage } from '../../../storage/storage.ts'
import { listChangedLocations } from './index-store.ts'

/** Locations looked at in a round. */
const locationsPerRound = 1000
/** Locations whose last change is remembered, a hundred bytes each. */
const maxRemembered = 10_000

/** A location that has changes which no segment in the database has. */
export interface ChangedLocation {
  locationId: string
  /** Whether the background should turn to it: nothing has changed since the look before, or very much. */
  isDue: boolean
}

/**
 * The locations that have changes, some at a time, round and round. Several processes begin at different
 * places, so that they seldom work at the same location.
 */
export class ChangedLocations {
  readonly #storage: Pick<Storage, 'read'>
  readonly #changesUntilDue: number
  readonly #lastChanges = new Map<string, number>()
  #place: string

  /**
   * @param place where to begin: any text.
   * @param changesUntilDue a location that is changed all the time is due after so many changes of anyone.
   */
  constructor(storage: Pick<Storage, 'read'>, place: string, changesUntilDue: number) {
    this.#storage = storage
    this.#place = place
    this.#changesUntilDue = changesUntilDue
  }

  /** The next locations, from the place on. */
  async look(): Promise<ChangedLocation[]> {
    const list = (after: string, limit: number) =>
      this.#storage.read((tx) => tx.all(listChangedLocations, { after, limit }))
    const found = await list(this.#place, locationsPerRound)
    if (found.length < locationsPerRound) {
      const before = await list('', locationsPerRound - found.length)
      found.push(...before.filter(({ locationId }) => locationId <= this.#place))
    }
    if (this.#lastChanges.size > maxRemembered) this.#lastChanges.clear()
    return found.map(({ locationId, first, last }) => {
      const isQuiet = this.#lastChanges.get(locationId) === last
      this.#lastChanges.set(locationId, last)
      return { locationId, isDue: isQuiet || last - first >= this.#changesUntilDue }
    })
  }

  /** The next look begins behind this one. */
  passTo(locationId: string): void {
    this.#place = locationId
  }
}
