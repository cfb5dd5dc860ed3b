import type { Storage } from '../storage/storage.ts'
import type { DocumentSource } from './source.ts'

/** The number of locations in a round. */
const locationsPerRound = 1000
/** The most locations whose last change is kept in memory, at a hundred bytes each. */
const maxRemembered = 10_000

/** A location with changes that no segment in the database contains. */
export interface ChangedLocation {
  locationId: string
  /** Whether the background should ingest it: it has no change since the last look, or very many changes. */
  isDue: boolean
}

interface ChangedLocationsOptions {
  storage: Pick<Storage, 'read'>
  source: Pick<DocumentSource, 'changes'>
  /** Any text; the rounds start after it. Processes start at different texts, so two rarely work on one location. */
  start: string
  /** A location that changes constantly is due after this many changes in all locations. */
  changesUntilDue: number
}

/** Visits the locations that have changes, round after round. */
export class ChangedLocations {
  readonly #options: ChangedLocationsOptions
  readonly #lastChanges = new Map<string, number>()
  #place: string

  constructor(options: ChangedLocationsOptions) {
    this.#options = options
    this.#place = options.start
  }

  /** The next locations of the round. */
  async look(): Promise<ChangedLocation[]> {
    const { storage, source, changesUntilDue } = this.#options
    const list = (after: string, limit: number) =>
      storage.read((tx) => tx.all(source.changes.listLocations, { after, limit }))
    const found = await list(this.#place, locationsPerRound)
    if (found.length < locationsPerRound) {
      const before = await list('', locationsPerRound - found.length)
      found.push(...before.filter(({ locationId }) => locationId <= this.#place))
    }
    if (this.#lastChanges.size > maxRemembered) this.#lastChanges.clear()
    return found.map(({ locationId, first, last }) => {
      const isQuiet = this.#lastChanges.get(locationId) === last
      this.#lastChanges.set(locationId, last)
      return { locationId, isDue: isQuiet || last - first >= changesUntilDue }
    })
  }

  /** Makes the next look start after this location. */
  passTo(locationId: string): void {
    this.#place = locationId
  }
}
