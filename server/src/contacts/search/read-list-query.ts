import { errors } from '../../http/errors.ts'
import type { ListQueryParameters } from './search-schemas.ts'

export interface ListQuery {
  locationId: string
  limit: number
  /** When the last contact of the page before was made, in milliseconds. */
  startAfter?: number
  startAfterId?: string
  query: string
}

const defaultLimit = 20
const maxLimit = 100

/** The query of Get Contacts, in its own types. What is empty is missing. @throws ApiError 422. */
export function readListQuery(parameters: ListQueryParameters): ListQuery {
  const { locationId, limit, startAfter, startAfterId, query = '' } = parameters
  const wanted = limit ? Number(limit) : defaultLimit
  if (wanted < 1) throw errors.unprocessable(['limit must not be less than 1'])
  if (wanted > maxLimit) throw errors.unprocessable([`limit must not be greater than ${maxLimit}`])
  return {
    locationId,
    limit: wanted,
    ...(startAfter && { startAfter: Number(startAfter) }),
    ...(startAfterId && { startAfterId }),
    query,
  }
}
