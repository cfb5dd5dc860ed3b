import { type Principal, scopeOf } from '../../../auth/principal.ts'
import type { JsonPieces } from '../../../lib/json-items.ts'
import { findReachableLocation } from '../../locations/find-location.ts'
import { pageOf } from '../../search/list-contacts.ts'
import type { LastRow, ListedPage } from '../../search/list-meta.ts'
import { callerOf, type SearchContext } from '../../search/search-context.ts'
import { type OpportunityListParameters, spelledFor } from './opportunity-list-parameters.ts'
import { readOpportunityList } from './read-opportunity-list.ts'

interface ListedOpportunities extends ListedPage {
  /** The items of a JSON list. */
  rows: JsonPieces
}

/** Search Opportunity: newest first, or as requested. Checks the location (401), then the rest (400, 422). */
export async function listOpportunities(
  { storage, search }: SearchContext,
  principal: Principal,
  parameters: OpportunityListParameters,
  isVersion3: boolean,
  gone: AbortSignal,
): Promise<ListedOpportunities> {
  const { locationId, getNotes = false, getTasks = false, getCalendarEvents = false } = parameters
  const { timezone } = await storage.read(
    (tx) => findReachableLocation(tx, principal, locationId),
    scopeOf(principal),
  )
  const query = readOpportunityList(parameters, timezone)
  const shape = {
    isVersion3,
    notes: getNotes,
    tasks: getTasks,
    ...(getCalendarEvents && { calendarEvents: timezone }),
  }
  const result = await search.find('opportunities', query, shape, callerOf(principal, gone))
  return {
    ...pageOf(result),
    ...(query.after ? {} : { page: parameters.page, ignoredId: parameters.startAfterId }),
  }
}

/** The URL of the page after a row. @param origin of the request. */
export function opportunityListUrl(
  origin: string,
  parameters: OpportunityListParameters,
  isVersion3: boolean,
  { startAfter, startAfterId }: LastRow,
): string {
  const { page: _, ...others } = parameters
  const next = { ...others, startAfter: String(startAfter), startAfterId }
  const texts = Object.fromEntries(Object.entries(next).map(([name, value]) => [name, String(value)]))
  return `${origin}/opportunities/search?${new URLSearchParams(spelledFor(isVersion3, texts))}`
}
