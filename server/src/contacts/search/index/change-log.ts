import type { Storage } from '../../../storage/storage.ts'
import { listChanges } from './index-store.ts'

/** Changes read at a time. */
const pageSize = 10_000

/** Contacts of one location that changed. */
export interface Changed {
  ids: string[]
  /** No change of a contact that isn't among them has a number up to this. */
  to: number
}

/**
 * Reads which contacts of a location have changed, once each. The numbers of a location's changes rise as they
 * are committed, in any process, since its writes are serialised; those of several locations need not.
 */
export class ChangeLog {
  readonly #storage: Pick<Storage, 'read'>
  readonly #locationId: string
  /** What was not taken yet: each contact, in the order of its first change, with that. */
  readonly #firstChanges = new Map<string, number>()
  #last: number

  /** @param after the number of the last change that is not wanted any more. */
  constructor(storage: Pick<Storage, 'read'>, locationId: string, after = 0) {
    this.#storage = storage
    this.#locationId = locationId
    this.#last = after
  }

  /**
   * Notes what was committed before the call.
   * @param limit with more contacts noted that were not taken, it stops: there may be more.
   */
  async read(limit: number): Promise<void> {
    while (this.count <= limit) {
      const page = { locationId: this.#locationId, after: this.#last, limit: pageSize }
      const changes = await this.#storage.read((tx) => tx.all(listChanges, page))
      for (const { sequence, contactId } of changes) {
        if (!this.#firstChanges.has(contactId)) this.#firstChanges.set(contactId, sequence)
        this.#last = sequence
      }
      if (changes.length < pageSize) return
    }
  }

  /** How many contacts changed and were not taken yet. */
  get count(): number {
    return this.#firstChanges.size
  }

  /** The contacts that changed, in the order in which they are taken. */
  ids(): IterableIterator<string> {
    return this.#firstChanges.keys()
  }

  /** Takes contacts that changed, those that changed first, so many at most. */
  take(limit: number): Changed {
    const ids: string[] = []
    for (const [id, first] of this.#firstChanges) {
      if (ids.length === limit) return { ids, to: first - 1 }
      ids.push(id)
      this.#firstChanges.delete(id)
    }
    return { ids, to: this.#last }
  }
}
