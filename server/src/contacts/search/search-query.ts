/**
 * What a search asks of the contacts of a location, read and checked. Columns are those that `columns-of.ts`
 * makes of a contact; text in them is folded (`lib/fold-case.ts`), and so is all text here. A column has text,
 * a number (times are milliseconds since 1970), or a list of texts; most contacts may have nothing in it.
 */
export interface SearchQuery {
  locationId: string
  /** Every contact where it is missing. */
  filter?: Filter
  /** What is compared first stands first; equals stand in the order of their ids. Empty: the newest first. */
  sort: readonly SortKey[]
  /** The most rows that are answered. */
  limit: number
  /** How many rows are passed over first. */
  offset: number
  /** Where a page before ended: rows up to and with it are passed over. */
  after?: RowPlace
}

export type Filter =
  /** Any of the values; of a list, any of its texts. */
  | { op: 'eq'; column: string; values: readonly (string | number)[] }
  /** A substring; of a list, of any of its texts. Every character stands for itself. */
  | { op: 'contains'; column: string; text: string }
  | { op: 'exists'; column: string }
  /** Numbers against numbers, texts in the order of JavaScript; what has no value is in no range. */
  | { op: 'range'; column: string; bounds: RangeBounds }
  | { op: 'not'; filter: Filter }
  /** Of no filters: every contact. */
  | { op: 'and'; filters: readonly Filter[] }
  /** Of no filters: no contact. */
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

/** What a row is sorted by; null where the contact has nothing in the column: such rows stand last either way. */
export type SortValue = string | number | null

export interface RowPlace {
  /** One for each sort key; of an empty `sort`, `dateAdded`. */
  values: readonly SortValue[]
  id: string
}

export interface FoundContact {
  /** JSON of a Contact as stored. */
  document: string
  place: RowPlace
}

export interface SearchResult {
  /** How many contacts the filter takes, all pages together. */
  total: number
  /** JSON texts, in the shape that was asked for. */
  rows: string[]
  /** Missing unless the contacts of the page are too large together: then there are no rows. */
  isTooLarge?: true
}

/** The shapes that a row can be answered in, by version; `row-shapes.ts` makes them. */
export type RowShape = 'search' | 'search-v3' | 'list' | 'list-v3'

/** Finds contacts. What was written before it was asked is found. */
export interface ContactSearch {
  /**
   * @throws StorageUnavailableError when too many searches wait already, or the index is still being made.
   * @throws ApiError 400 where the contacts of the page are too large together.
   */
  find(query: SearchQuery, shape: RowShape): Promise<SearchResult>
  close(): Promise<void>
}
