import type { ListedContacts } from './list-contacts.ts'

/** The position of a page in the list. HighLevel counts pages from the request, so each is the first. */
export interface ListMeta {
  total: number
  nextPageUrl: string | null
  startAfterId: string | null
  startAfter: number | null
  currentPage: number
  nextPage: number | null
  prevPage: null
}

/** @param origin of the request, such as `http://localhost:4455`. */
export function listMeta({ total, query, last, hasMore }: ListedContacts, origin: string): ListMeta {
  const ignoredId = query.startAfter === undefined ? query.startAfterId : undefined
  return {
    total,
    nextPageUrl: hasMore && last ? nextPageUrl(origin, query, last) : null,
    // Live responses echo an ignored id: a client that pages by it repeatedly gets the first page.
    startAfterId: ignoredId ?? last?.startAfterId ?? null,
    startAfter: last?.startAfter ?? null,
    currentPage: 1,
    nextPage: hasMore ? 2 : null,
    prevPage: null,
  }
}

function nextPageUrl(
  origin: string,
  { locationId, limit, query, sortBy, order }: ListedContacts['query'],
  { startAfter, startAfterId }: NonNullable<ListedContacts['last']>,
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
