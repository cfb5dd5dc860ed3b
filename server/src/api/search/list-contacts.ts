import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { RowPlace } from '../../columnstore/query.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import { requireLocation } from '../contacts/named-location.ts'
import { freeTextFilter } from './free-text.ts'
import { type ListQuery, readListQuery, sortDates } from './read-list-query.ts'
import type { RowShape } from './search.ts'
import { callerOf, type SearchContext } from './search-context.ts'
import type { ListQueryParameters } from './search-schemas.ts'

export interface ListedContacts {
  total: number
  /** The items of a JSON list. */
  rows: JsonPieces
  query: ListQuery
  /** The position of the last row; missing if there are no rows. */
  last?: { startAfter: number; startAfterId: string }
  /** Whether there are contacts after the last row. */
  hasMore: boolean
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
  const after = placeOf(query)
  const filter = freeTextFilter(query.query)
  const { total, rows, hasMore, last } = await search.find(
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
  const place = last && { startAfter: last.values[0] as number, startAfterId: last.id }
  return { total, rows, query, hasMore, ...(place && { last: place }) }
}

/** Sorts after every id, so it skips all contacts of the same millisecond. */
const afterEveryId = '~'

/** The position of the row that a page starts after. HighLevel ignores an id without a time. */
const placeOf = ({ startAfter, startAfterId }: ListQuery): RowPlace | undefined =>
  startAfter === undefined ? undefined : { values: [startAfter], id: startAfterId ?? afterEveryId }
