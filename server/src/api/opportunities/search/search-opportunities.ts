import { type Principal, scopeOf } from '../../../auth/principal.ts'
import type { QueryResult } from '../../../columnstore/query.ts'
import { findReachableLocation } from '../../locations/find-location.ts'
import { freeTextFilter } from '../../search/free-text.ts'
import { readSearch } from '../../search/read-search.ts'
import { definitionsOf } from '../../search/search-contacts.ts'
import { callerOf, type SearchContext } from '../../search/search-context.ts'
import { findSearchField } from '../../search/search-fields.ts'
import { wordColumns } from './opportunity-columns.ts'
import { opportunityFields } from './opportunity-search-fields.ts'
import type { OpportunitySearchBody } from './opportunity-search-schemas.ts'

const defaultLimit = 20

/** Search Opportunities. Checks the location (401), then fields, operators and values (400). */
export async function searchOpportunities(
  { storage, search }: SearchContext,
  principal: Principal,
  sent: OpportunitySearchBody,
  isVersion3: boolean,
  gone: AbortSignal,
): Promise<QueryResult> {
  const { query: words = '', additionalDetails = {} } = sent
  const { query, timezone } = await storage.read(async (tx) => {
    const { timezone } = await findReachableLocation(tx, principal, sent.locationId)
    const definitions = await definitionsOf(tx, sent, opportunityFields, 'opportunity')
    const query = readSearch(
      { ...sent, ...pageOf(sent, isVersion3) },
      {
        findField: (name) => findSearchField(name, definitions, opportunityFields),
        words: freeTextFilter(words, wordColumns),
        limitName: 'limit',
        takesNumbersAsText: true,
      },
    )
    return { query, timezone }
  }, scopeOf(principal))
  const shape = {
    isVersion3,
    notes: additionalDetails.notes === true,
    tasks: additionalDetails.tasks === true,
    ...(additionalDetails.calendarEvents && { calendarEvents: timezone }),
  }
  return search.find('opportunities', query, shape, callerOf(principal, gone))
}

/** v3 counts pages from 0, and a row to start after excludes a page. */
function pageOf(
  { limit = defaultLimit, page, searchAfter = [] }: OpportunitySearchBody,
  isVersion3: boolean,
) {
  const isAfterRow = searchAfter.length > 0
  const number = isVersion3 ? (page ?? 0) + 1 : Math.max(1, page ?? 1)
  return {
    limit,
    page: isAfterRow ? 1 : number,
    searchAfter: isAfterRow ? searchAfter : undefined,
  }
}
