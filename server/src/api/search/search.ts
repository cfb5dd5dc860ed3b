import type { Query, QueryResult } from '../../columnstore/query.ts'
import type { OpportunityShape } from '../opportunities/search/opportunity-row.ts'

/** The shapes of a row of contacts, by version; `row-shapes.ts` builds them. */
export type RowShape = 'search' | 'search-v3' | 'list' | 'list-v3'

/** What can be searched, with the shapes of its rows. */
export interface SearchShapes {
  /** `id` for the id alone. */
  contacts: RowShape | 'id'
  opportunities: OpportunityShape
}

/** The caller of a search. It decides when the search runs. */
export interface SearchCaller {
  /** Identifies a token, or an app in one location or company. */
  token: string
  /** The only location that the token can access; undefined for a company token. */
  locationId: string | undefined
  /** Aborts when the client disconnects. A waiting search is then dropped. */
  gone?: AbortSignal
}

/** Finds documents. A search finds everything that was written before it. */
export interface Search {
  /**
   * @throws ApiError 400 if the documents of the page are too large in total; 429 and 503 if too many searches wait; 503
   * while the index is being built, and if the search is too costly, takes too long, or no thread responds.
   */
  find<Name extends keyof SearchShapes>(
    name: Name,
    query: Query,
    shape: SearchShapes[Name],
    caller: SearchCaller,
  ): Promise<QueryResult>
  /** @throws Error with a readable message while searches cannot run. */
  check(): Promise<void>
  close(): Promise<void>
}
