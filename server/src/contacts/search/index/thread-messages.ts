import type { RowShape, SearchQuery, SearchResult } from '../search-query.ts'
import type { IndexWrites } from './index-writes.ts'

/** What the search thread is given at its start. */
export interface SearchThreadData {
  database: string
  /** The same database without the pooler that `database` leads to. */
  databaseDirect?: string | undefined
  databaseReplica?: string | undefined
}

/** A call of one of the index's writes, which the thread of the storage makes. */
export type IndexWrite = {
  [Method in keyof IndexWrites]: { method: Method; args: Parameters<IndexWrites[Method]> }
}[keyof IndexWrites]

export type ToSearchThread =
  | { kind: 'find'; id: number; query: SearchQuery; shape: RowShape }
  | { kind: 'wrote'; id: number; result: unknown }
  | { kind: 'not-written'; id: number; failure: Failure }
  | { kind: 'close' }

export type FromSearchThread =
  | { kind: 'found'; id: number; result: SearchResult }
  | { kind: 'not-found'; id: number; failure: Failure }
  | { kind: 'write'; id: number; call: IndexWrite }
  | { kind: 'warning'; failure: Failure }

/** An error as it goes from one thread to another. */
export interface Failure {
  message: string
  /** Whether trying again later may succeed. */
  isUnavailable: boolean
}
