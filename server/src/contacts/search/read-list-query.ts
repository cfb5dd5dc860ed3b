import { errors } from '../../http/errors.ts'
import type { ListQueryParameters } from './search-schemas.ts'

export interface ListQuery {
  locationId: string
  limit: number
  /** The date of the last contact of the page before, in milliseconds. */
  startAfter?: number
  startAfterId?: string
  query: string
  sortBy: keyof typeof sortDates
  order: 'asc' | 'desc'
}

/** The dates that a list can be in order of, by their names in the query. */
export const sortDates = { date_added: 'dateAdded', date_updated: 'dateUpdated' } as const

const defaultLimit = 20
const maxLimit = 100

/** The query of Get Contacts, in its own types. What is empty is missing. @throws ApiError 422. */
export function readListQuery(parameters: ListQueryParameters): ListQuery {
  const { locationId, limit, startAfter, startAfterId, query = '' } = parameters
  const { sortBy = 'date_added', order = 'desc' } = parameters
  const wanted = limit ? Number(limit) : defaultLimit
  if (wanted < 1) throw errors.unprocessable(['limit must not be less than 1'])
  if (wanted > maxLimit) throw errors.unprocessable([`limit must not be greater than ${maxLimit}`])
  return {
    locationId,
    limit: wanted,
    ...(startAfter && { startAfter: Number(startAfter) }),
    ...(startAfterId && { startAfterId }),
    query,
    sortBy,
    order,
  }
}
