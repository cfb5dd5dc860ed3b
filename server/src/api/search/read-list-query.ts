import type { ListQueryParameters } from './search-schemas.ts'

export interface ListQuery {
  locationId: string
  limit: number
  /** The date of the last contact of the previous page, in milliseconds. */
  startAfter?: number
  startAfterId?: string
  query: string
  sortBy: keyof typeof sortDates
  order: 'asc' | 'desc'
}

/** The sort keys of a list, by their names in the query. */
export const sortDates = { date_added: 'dateAdded', date_updated: 'dateUpdated' } as const

const defaultLimit = 20

/** The query of Get Contacts, with its defaults. A `startAfter` of 0 and empty values count as missing. */
export function readListQuery(parameters: ListQueryParameters): ListQuery {
  const { locationId, limit = defaultLimit, startAfter, startAfterId, query = '' } = parameters
  const { sortBy = 'date_added', order = 'desc' } = parameters
  return {
    locationId,
    limit,
    ...(startAfter && { startAfter }),
    ...(startAfterId && { startAfterId }),
    query,
    sortBy,
    order,
  }
}
