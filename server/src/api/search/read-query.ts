import type { Query } from '../../columnstore/query.ts'
import { errors } from '../../http/errors.ts'
import type { CustomField } from '../custom-fields/custom-field.ts'
import { freeTextFilter } from './free-text.ts'
import type { OpportunityState } from './nested-filter.ts'
import { countNested, readSearch } from './read-search.ts'
import { findSearchField } from './search-fields.ts'
import type { SearchBody } from './search-schemas.ts'

/** The most states of opportunities that all `nested` of one search compare. */
const maxStatesCompared = 200_000

/** What a search of contacts depends on in its location. */
export interface SearchedLocation {
  /** The custom fields that the body names, by id. */
  definitions: ReadonlyMap<string, CustomField>
  /** Every state that an opportunity can have; none if the body has no `nested`. */
  states: readonly OpportunityState[]
}

/**
 * Parses a body of Search Contacts.
 * @throws ApiError 400 for an invalid field, operator, value or page; 422 for too many conditions.
 */
export function readQuery(body: SearchBody, { definitions, states }: SearchedLocation): Query {
  const { pageLimit, query = '', filters = [] } = body
  const most = Math.floor(maxStatesCompared / states.length)
  if (countNested(filters) > most)
    throw errors.unprocessable([`filters must not hold more than ${most} nested conditions`])
  const found = readSearch(
    { ...body, limit: pageLimit },
    {
      findField(name) {
        const field = findSearchField(name, definitions)
        return field?.kind === 'opportunities' ? { ...field, states } : field
      },
      words: freeTextFilter(query),
      limitName: 'pageLimit',
    },
  )
  if (body.page !== undefined && body.searchAfter !== undefined) throw errors.pageAndSearchAfter()
  return found
}
