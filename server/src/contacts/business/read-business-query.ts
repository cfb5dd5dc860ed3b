import { errors } from '../../http/errors.ts'
import { foldCase } from '../../lib/fold-case.ts'
import { freeTextFilter } from '../search/free-text.ts'
import type { RowPlace, SearchQuery } from '../search/search-query.ts'
import { maxPagedRows } from '../search/search-schemas.ts'
import { type BusinessContactsQuery, maxLimit } from './business-contact-schemas.ts'

const defaultLimit = 25

/** The search for the contacts of a business, by name. What is empty in the query is missing. @throws ApiError 422. */
export function readBusinessQuery(businessId: string, parameters: BusinessContactsQuery): SearchQuery {
  const { locationId, query = '', startAfter } = parameters
  const limit = parameters.limit ? Number(parameters.limit) : defaultLimit
  const offset = Number(parameters.skip || 0)
  const violations = [
    ...(limit < 1 ? ['limit must not be less than 1'] : []),
    ...(limit > maxLimit ? [`limit must not be greater than ${maxLimit}`] : []),
    ...(offset > maxPagedRows ? [`skip must not be greater than ${maxPagedRows}`] : []),
  ]
  if (violations.length > 0) throw errors.unprocessable(violations)
  const ofBusiness = { op: 'eq', column: 'businessId', values: [foldCase(businessId)] } as const
  const words = freeTextFilter(query)
  return {
    locationId,
    filter: words ? { op: 'and', filters: [ofBusiness, words] } : ofBusiness,
    sort: [{ column: 'fullNameLowerCase', direction: 'asc' }],
    limit,
    offset,
    ...(startAfter && { after: readPlace(startAfter) }),
  }
}

/** A name and an id. Names may hold commas, ids don't; who has no name stands behind all who have one. */
export function readPlace(startAfter: string | string[]): RowPlace {
  const [name = '', id = ''] = Array.isArray(startAfter) ? startAfter : splitAtLastComma(startAfter)
  return { values: [name === '' ? null : foldCase(name)], id }
}

function splitAtLastComma(text: string): string[] {
  const comma = text.lastIndexOf(',')
  return comma === -1 ? [text] : [text.slice(0, comma), text.slice(comma + 1)]
}
