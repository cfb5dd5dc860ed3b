import { chunksOf } from '../lib/chunks-of.ts'
import type { Storage } from '../storage/storage.ts'
import { type Backlog, type BacklogPage, type Changed, documentsPerPage } from './backlog.ts'
import type { DocumentSource } from './source.ts'

/** The number of changes in one read. */
const pageSize = 10_000

interface ChangeLogContext {
  storage: Pick<Storage, 'read'>
  source: Pick<DocumentSource, 'changes' | 'readChanged'>
}

/**
 * Reads which documents of a location have changed, each once. Writes in a location are serialised across all processes,
 * so the numbers of its changes are in commit order. Across locations they need not be.
 */
export class ChangeLog implements Backlog {
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

  get count(): number {
    return this.#firstChanges.size
  }

  async *pages(): AsyncGenerator<BacklogPage> {
    const { storage, source } = this.#context
    for (const ids of chunksOf(this.#firstChanges.keys(), documentsPerPage)) {
      const documents = await storage.read((tx) => source.readChanged(tx, this.#locationId, ids))
      yield { ids, documents }
    }
  }

  /** Takes the earliest changes first. */
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
