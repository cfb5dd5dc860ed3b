import type { SortValue } from '../../columnstore/query.ts'

/** The row at which a page ends. */
export interface LastRow {
  /** Its sort value. */
  startAfter: SortValue
  startAfterId: string
}

/** A page of a list. */
export interface ListedPage {
  total: number
  /** Missing if there are no rows. */
  last?: LastRow
  /** Whether there are rows after the last one. */
  hasMore: boolean
  /** A `startAfterId` that was sent without `startAfter`. */
  ignoredId?: string | undefined
  /** The number of the page, if one was sent. */
  page?: number | undefined
}

/** The position of a page in the list. Without a number of a page, HighLevel counts from the request. */
export interface ListMeta {
  total: number
  nextPageUrl: string | null
  startAfterId: string | null
  startAfter: SortValue
  currentPage: number
  nextPage: number | null
  prevPage: number | null
}

/** @param urlAfter the URL of the page after a row. */
export function listMeta(
  { total, last, hasMore, ignoredId, page = 1 }: ListedPage,
  urlAfter: (last: LastRow) => string,
): ListMeta {
  return {
    total,
    nextPageUrl: hasMore && last ? urlAfter(last) : null,
    // Live responses echo an ignored id: a client that pages by it repeatedly gets the first page.
    startAfterId: ignoredId ?? last?.startAfterId ?? null,
    startAfter: last?.startAfter ?? null,
    currentPage: page,
    nextPage: hasMore ? page + 1 : null,
    prevPage: page > 1 ? page - 1 : null,
  }
}
