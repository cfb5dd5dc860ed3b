import type { Storage } from '../../../storage/storage.ts'
import { listChanges } from './index-store.ts'

/** Changes read at a time. */
const pageSize = 10_000

/** Contacts of one location that changed. */
export interface Changed {
  ids: string[]
  /** The number before the first of their changes. */
  from: number
  /** No change of a contact that isn't among them has a number up to this. */
  to: number
}

/** What was noted for a location and not taken yet: each contact, in the order of its first change, with that. */
interface Noted {
  firstChanges: Map<string, number>
  last: number
}

/** Reads which contacts have changed, once each, for all locations: they share one log. */
export class ChangeLog {
  readonly #storage: Pick<Storage, 'read'>
  readonly #noted = new Map<string, Noted>()
  #sequence = 0

  constructor(storage: Pick<Storage, 'read'>) {
    this.#storage = storage
  }

  /** The number of the last change that was read. */
  get last(): number {
    return this.#sequence
  }

  /** Notes what was committed before the call. */
  async read(): Promise<void> {
    // Ends with the log: more is never written faster than it is read.
    for (;;) {
      const after = this.#sequence
      const page = await this.#storage.read((tx) => tx.all(listChanges, { after, limit: pageSize }))
      for (const { sequence, locationId, contactId } of page) this.#note(sequence, locationId, contactId)
      if (page.length < pageSize) return
    }
  }

  /** How many contacts of a location changed and were not taken yet. */
  countOf(locationId: string): number {
    return this.#noted.get(locationId)?.firstChanges.size ?? 0
  }

  /** The contacts of a location that changed, in the order in which they are taken. Taking ends it. */
  changedIn(locationId: string): Iterable<string> {
    return this.#of(locationId).firstChanges.keys()
  }

  /** Takes contacts of a location that changed, those that changed first, so many at most. */
  take(locationId: string, limit: number): Changed {
    const { firstChanges, last } = this.#of(locationId)
    const ids: string[] = []
    let from = last
    for (const [id, first] of firstChanges) {
      if (ids.length === limit) return { ids, from, to: first - 1 }
      if (ids.length === 0) from = first - 1
      ids.push(id)
      firstChanges.delete(id)
    }
    return { ids, from, to: last }
  }

  /** The locations that have contacts to be taken. */
  locations(): string[] {
    return [...this.#noted]
      .filter(([, noted]) => noted.firstChanges.size > 0)
      .map(([locationId]) => locationId)
  }

  /** Forgets all that was read, so that it is read again. */
  reset(): void {
    this.#noted.clear()
    this.#sequence = 0
  }

  #note(sequence: number, locationId: string, contactId: string): void {
    const noted = this.#of(locationId)
    if (!noted.firstChanges.has(contactId)) noted.firstChanges.set(contactId, sequence)
    noted.last = sequence
    this.#sequence = sequence
  }

  #of(locationId: string): Noted {
    const noted = this.#noted.get(locationId) ?? { firstChanges: new Map<string, number>(), last: 0 }
    this.#noted.set(locationId, noted)
    return noted
  }
}
