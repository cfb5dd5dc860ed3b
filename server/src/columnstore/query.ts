import type { JsonPieces } from '../lib/json-items.ts'

/**
 * A query over the rows of one location. A row has a text, a number, a list of texts or no value in each column. Texts
 * are compared exactly: fold the case of rows and queries beforehand.
 */
export interface Query {
  locationId: string
  /** Missing for all rows. */
  filter?: Filter
  /** Rows with equal keys are in the order of their ids. An empty list sorts by `dateAdded`, newest first. */
  sort: readonly SortKey[]
  /** The most rows in the result. */
  limit: number
  /** The number of rows to skip. */
  offset: number
  /** The last row of the previous page. The query skips all rows up to and including it. */
  after?: RowPlace
}

export type Filter =
  /** Equals any of the values. For a list, any of its texts may match. */
  | { op: 'eq'; column: string; values: readonly (string | number)[] }
  /** Contains a substring. For a list, any of its texts may match. No character is special. */
  | { op: 'contains'; column: string; text: string }
  | { op: 'exists'; column: string }
  /** Numbers compare with numbers, texts in JavaScript's order. A row without a value never matches. */
  | { op: 'range'; column: string; bounds: RangeBounds }
  | { op: 'not'; filter: Filter }
  /** Matches all rows without filters. */
  | { op: 'and'; filters: readonly Filter[] }
  /** Matches no row without filters. */
  | { op: 'or'; filters: readonly Filter[] }

export interface RangeBounds {
  gt?: string | number
  gte?: string | number
  lt?: string | number
  lte?: string | number
}

export interface SortKey {
  column: string
  direction: 'asc' | 'desc'
}

/** A sort value; null if the row has none. Rows without a value come last in both directions. */
export type SortValue = string | number | null

/** The position of a row in the order of a query. */
export interface RowPlace {
  /** A value for each sort key; that of `dateAdded` for an empty `sort`. */
  values: readonly SortValue[]
  id: string
}

export interface QueryResult {
  /** The number of rows on all pages. */
  total: number
  /** The rows of the page in the requested shape, as the items of a JSON list. */
  rows: JsonPieces
  /** The place of the last row; missing if there are none. */
  last?: RowPlace
  /** Whether there are rows after the page. */
  hasMore: boolean
  /** Set if the documents of the page are too large in total. There are no rows then. */
  isTooLarge?: true
  /** Set if the query would exceed its budget (`scan/query-budget.ts`). There are no rows then. */
  isTooCostly?: true
}

/** Runs queries over several sources. A query sees everything that was committed before it. */
export interface ColumnStores<Shapes> {
  /**
   * @param name of the source.
   * @param shape in which the source presents rows.
   * @param cancelled aborts when the result is no longer needed. The call may then throw any error.
   * @throws IndexBehindError while the index of the location is built; StorageUnavailableError after `close`.
   * @throws ThreadLostError while no thread runs the queries.
   */
  find<Name extends keyof Shapes & string>(
    name: Name,
    query: Query,
    shape: Shapes[Name],
    cancelled?: AbortSignal,
  ): Promise<QueryResult>
  /** @throws Error with a readable message while queries cannot run. */
  check(): Promise<void>
  close(): Promise<void>
}
