import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { Checked } from '../../http/validation.ts'
import type { ReadTx } from '../../storage/storage.ts'
import type { Contact } from '../contact.ts'
import { findContact } from '../contact-store.ts'
import { inReachableLocation } from '../named-location.ts'
import { freeTextFilter } from './free-text.ts'
import { type ListQuery, readListQuery, sortDates } from './read-list-query.ts'
import type { SearchContext } from './search-context.ts'
import type { RowPlace, RowShape } from './search-query.ts'
import type { ListQueryParameters } from './search-schemas.ts'

export interface ListedContacts {
  total: number
  /** JSON texts. */
  rows: string[]
  query: ListQuery
  /** The last row's; missing where there is none. */
  last?: { startAfter: number; startAfterId: string }
  /** Whether there are contacts behind the last row. */
  hasMore: boolean
}

/**
 * Get Contacts: the newest first, or as asked for. Refuses the location (403), then the query (422), then an id of nothing to
 * start after (400).
 */
export async function listContacts(
  { storage, search }: SearchContext,
  principal: Principal,
  parameters: Checked<ListQueryParameters>,
  shape: RowShape,
): Promise<ListedContacts> {
  const { query, after } = await storage.read(async (tx) => {
    const query = readListQuery(await inReachableLocation(tx, principal, parameters))
    return { query, after: await placeOf(tx, query) }
  }, scopeOf(principal))
  const filter = freeTextFilter(query.query)
  // One more than is answered says whether there are more.
  const found = await search.find(
    {
      sort: [{ column: sortDates[query.sortBy], direction: query.order }],
      offset: 0,
      locationId: query.locationId,
      limit: query.limit + 1,
      ...(filter && { filter }),
      ...(after && { after }),
    },
    shape,
  )
  const rows = found.rows.slice(0, query.limit)
  const last = lastOf(rows)
  return { total: found.total, rows, query, hasMore: found.rows.length > rows.length, ...(last && { last }) }
}

/** Behind every id: all of the same millisecond are passed over. */
const behindEveryId = '~'

/** The place of the row that a page starts after. An id alone is that of a contact that still is there. */
async function placeOf(
  tx: ReadTx,
  { locationId, startAfter, startAfterId, sortBy }: ListQuery,
): Promise<RowPlace | undefined> {
  if (startAfter !== undefined) return { values: [startAfter], id: startAfterId ?? behindEveryId }
  if (startAfterId === undefined) return undefined
  const row = await tx.get(findContact, { locationId, id: startAfterId })
  if (!row) throw errors.contactNotFound(startAfterId)
  const contact = JSON.parse(row.document) as Contact
  return { values: [Date.parse(contact[sortDates[sortBy]])], id: startAfterId }
}

function lastOf(rows: readonly string[]): ListedContacts['last'] {
  const row = rows.at(-1)
  if (row === undefined) return undefined
  const { startAfter } = JSON.parse(row) as { startAfter: [number, string] }
  return { startAfter: startAfter[0], startAfterId: startAfter[1] }
}
