import type { IndexWrites } from '../index-writes.ts'
import type { Query, QueryResult } from '../query.ts'

/** The data with which the thread starts. */
export interface StoreThreadData {
  database: string
  /** The same database without the pooler that `database` leads to. */
  databaseDirect?: string | undefined
  databaseReplica?: string | undefined
}

/** A call of an index write. The storage's thread executes it. */
export type IndexWrite = {
  [Method in keyof IndexWrites]: { method: Method; args: Parameters<IndexWrites[Method]> }
}[keyof IndexWrites]

export type ToStoreThread<Shapes> =
  /** `name` is that of the source. */
  | {
      kind: 'find'
      id: number
      name: keyof Shapes & string
      query: Query
      shape: Shapes[keyof Shapes & string]
    }
  /** The result of a query is no longer needed. */
  | { kind: 'cancel'; id: number }
  | { kind: 'ping' }
  | { kind: 'written'; id: number; result: unknown }
  | { kind: 'not-written'; id: number; failure: Failure }
  | { kind: 'close' }

export type FromStoreThread =
  | { kind: 'found'; id: number; result: QueryResult }
  | { kind: 'not-found'; id: number; failure: Failure }
  /** Answers a ping. `steps` is the number of steps of all queries since the start of the thread. */
  | { kind: 'pong'; steps: number }
  /** `name` is that of the source. */
  | { kind: 'write'; id: number; name: string; call: IndexWrite }
  /** `what` has the words for the log. */
  | { kind: 'warning'; failure: Failure; what: string }

/** An error in a form that can be posted to another thread. */
export interface Failure {
  message: string
  /** Which kind of error it becomes. A later retry may succeed if it is `unavailable` or `behind`. */
  kind: 'behind' | 'unavailable' | 'other'
}
