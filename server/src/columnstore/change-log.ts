import type { Storage } from '../storage/storage.ts'
import type { DocumentSource } from './source.ts'

/** The number of changes in one read. */
const pageSize = 10_000

/** The changed documents of one location. */
export interface Changed {
  ids: string[]
  /** All changes up to this number belong to these documents, or were taken before. */
  to: number
}

interface ChangeLogContext {
  storage: Pick<Storage, 'read'>
  source: Pick<DocumentSource, 'changes'>
}

/**
 * Reads which documents of a location have changed, each once. Writes in a location are serialised across all processes,
 * so the numbers of its changes are in commit order. Across locations they need not be.
 */
export class ChangeLog {
  readonly #context: ChangeLogContext
  readonly #locationId: string
  /** The documents that were not taken yet, and the numbers of their first changes, in the order of these. */
  readonly #firstChanges = new Map<string, number>()
  #last: number

  /** @param after the number of the last change to skip. */
  constructor(context: ChangeLogContext, locationId: string, after = 0) {
    this.#context = context
    this.#locationId = locationId
    this.#last = after
  }

  /**
   * Reads the changes that were committed before the call.
   * @param limit stops, with changes possibly left, once more documents than this wait to be taken.
   */
  async read(limit: number): Promise<void> {
    const { storage, source } = this.#context
    while (this.count <= limit) {
      const page = { locationId: this.#locationId, after: this.#last, limit: pageSize }
      const changes = await storage.read((tx) => tx.all(source.changes.list, page))
      for (const { sequence, documentId } of changes) {
        if (!this.#firstChanges.has(documentId)) this.#firstChanges.set(documentId, sequence)
        this.#last = sequence
      }
      if (changes.length < pageSize) return
    }
  }

  /** The number of changed documents that were not taken yet. */
  get count(): number {
    return this.#firstChanges.size
  }

  /** The changed documents, in the order in which `take` takes them. */
  ids(): IterableIterator<string> {
    return this.#firstChanges.keys()
  }

  /** Takes up to `limit` documents, the earliest changes first. */
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
