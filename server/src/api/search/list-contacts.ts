import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { QueryResult, RowPlace } from '../../columnstore/query.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import { requireLocation } from '../locations/named-location.ts'
import { freeTextFilter } from './free-text.ts'
import type { LastRow, ListedPage } from './list-meta.ts'
import { type ListQuery, readListQuery, sortDates } from './read-list-query.ts'
import type { RowShape } from './search.ts'
import { callerOf, type SearchContext } from './search-context.ts'
import type { ListQueryParameters } from './search-schemas.ts'

export interface ListedContacts extends ListedPage {
  /** The items of a JSON list. */
  rows: JsonPieces
  query: ListQuery
}

/** Get Contacts: newest first, or as requested. Checks the location (403), then the query (422). */
export async function listContacts(
  { storage, search }: SearchContext,
  principal: Principal,
  parameters: ListQueryParameters,
  shape: RowShape,
  gone: AbortSignal,
): Promise<ListedContacts> {
  await storage.read((tx) => requireLocation(tx, principal, parameters.locationId), scopeOf(principal))
  const query = readListQuery(parameters)
  const after = placeAfter(query)
  const filter = freeTextFilter(query.query)
  const result = await search.find(
    'contacts',
    {
      sort: [{ column: sortDates[query.sortBy], direction: query.order }],
      offset: 0,
      locationId: query.locationId,
      limit: query.limit,
      ...(filter && { filter }),
      ...(after && { after }),
    },
    shape,
    callerOf(principal, gone),
  )
  const ignoredId = query.startAfter === undefined ? query.startAfterId : undefined
  return { ...pageOf(result), query, ignoredId }
}

/** A page of a list that is sorted by one key. */
export const pageOf = ({ total, rows, hasMore, last }: QueryResult): ListedPage & { rows: JsonPieces } => ({
  total,
  rows,
  hasMore,
  ...(last && { last: { startAfter: last.values[0] ?? null, startAfterId: last.id } }),
})

/** Sorts after every id, so it skips all rows with the same value. */
const afterEveryId = '~'

/** The position of the row that a page starts after. HighLevel ignores an id without a value. */
export const placeAfter = ({ startAfter, startAfterId }: Partial<LastRow>): RowPlace | undefined =>
  startAfter === undefined ? undefined : { values: [startAfter], id: startAfterId ?? afterEveryId }

/** The URL of the page of Get Contacts after a row. @param origin of the request. */
export function listUrl(
  origin: string,
  { locationId, limit, query, sortBy, order }: ListQuery,
  { startAfter, startAfterId }: LastRow,
): string {
  const parameters = new URLSearchParams({
    locationId,
    ...(query !== '' && { query }),
    ...(sortBy !== 'date_added' && { sortBy }),
    ...(order !== 'desc' && { order }),
    limit: String(limit),
    startAfter: String(startAfter),
    startAfterId,
  })
  return `${origin}/contacts/?${parameters}`
}
