import type { ChangedDocument } from './source.ts'

/** Documents that an index took from its backlog. */
export interface Changed {
  /** Those that older segments may have. */
  ids: string[]
  /** All changes up to this number belong to these documents, or were taken before. */
  to: number
}

/** Documents of a backlog. */
export interface BacklogPage {
  ids: readonly string[]
  /** One for each id; undefined for a document that does not exist. */
  documents: readonly (ChangedDocument | undefined)[]
}

/** The documents of one location that its index has yet to ingest. */
export interface Backlog {
  /**
   * Looks for documents that were changed before the call.
   * @param limit stops, with documents possibly left, once it knows of more than this.
   */
  read(limit: number): Promise<void>
  /** The number of known documents that were not taken yet. */
  readonly count: number
  /** Reads the known documents, in the order in which `take` takes them. */
  pages(): AsyncIterable<BacklogPage>
  /** Takes up to `limit` of the documents that `pages` has read. */
  take(limit: number): Changed
}

/**
 * The number of documents read at once, with a few statements: one round trip to a database over a network. Other work
 * has its turn after each read. Ingesting them takes 10 ms.
 */
export const documentsPerPage = 250
