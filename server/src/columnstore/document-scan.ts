import type { Storage } from '../storage/storage.ts'
import { type Backlog, type BacklogPage, type Changed, documentsPerPage } from './backlog.ts'
import type { DocumentSource, ScanStatements } from './source.ts'

interface DocumentScanContext {
  storage: Pick<Storage, 'read'>
  source: Pick<DocumentSource, 'changes' | 'scan'>
}

/**
 * All documents of a location that has no index, in the order of their ids. The log of changes lists them, too, but
 * reading it and looking up each document takes twice as long. What changes meanwhile has a number in the log after those
 * of the scan.
 */
export class DocumentScan implements Backlog {
  readonly #storage: DocumentScanContext['storage']
  readonly #documents: ScanStatements
  readonly #locationId: string
  /** The number of the last change before the scan. */
  readonly #to: number
  /** The last document that was taken. */
  #afterId = ''
  /** The documents that `pages` has read since, and whether there were more. */
  #ids: string[] = []
  #hasMore = true
  #count = 0
  #mayBeMore = true

  constructor(
    storage: DocumentScanContext['storage'],
    documents: ScanStatements,
    locationId: string,
    to: number,
  ) {
    this.#storage = storage
    this.#documents = documents
    this.#locationId = locationId
    this.#to = to
  }

  /** @returns undefined if the source has no scan, or the location no change and therefore no document. */
  static async begin(
    { storage, source: { changes, scan } }: DocumentScanContext,
    locationId: string,
  ): Promise<DocumentScan | undefined> {
    if (scan === undefined) return undefined
    const { last } = (await storage.read((tx) => tx.get(changes.findLast, { locationId }))) ?? {}
    return typeof last === 'number' ? new DocumentScan(storage, scan, locationId, last) : undefined
  }

  /** Whether all documents have been taken. */
  get isOver(): boolean {
    return !this.#hasMore && this.#ids.length === 0
  }

  async read(limit: number): Promise<void> {
    if (!this.#mayBeMore || this.#count > limit) return
    const rest = { locationId: this.#locationId, afterId: this.#afterId, limit: limit + 1 }
    const { count = 0 } = (await this.#storage.read((tx) => tx.get(this.#documents.count, rest))) ?? {}
    this.#count = count
    this.#mayBeMore = count > limit
  }

  /** At least 1 before the end, since only `pages` notices that there are no more documents. */
  get count(): number {
    return this.isOver ? 0 : Math.max(this.#count, 1)
  }

  async *pages(): AsyncGenerator<BacklogPage> {
    this.#ids = []
    this.#hasMore = true
    let afterId = this.#afterId
    while (this.#hasMore) {
      const rest = { locationId: this.#locationId, afterId, limit: documentsPerPage }
      const documents = await this.#storage.read((tx) => this.#documents.readPage(tx, rest))
      const ids = documents.map(({ id }) => id)
      this.#ids.push(...ids)
      this.#hasMore = ids.length === documentsPerPage
      afterId = ids.at(-1) ?? afterId
      yield { ids, documents }
    }
  }

  take(limit: number): Changed {
    if (limit > 0) this.#afterId = this.#ids[limit - 1] as string
    this.#count -= limit
    this.#ids = this.#ids.slice(limit)
    // Until the end, the segments lack documents of any change.
    return { ids: [], to: this.isOver ? this.#to : 0 }
  }
}
