import type { Principal } from '../../auth/principal.ts'
import type { Storage } from '../../storage/storage.ts'
import type { Search, SearchCaller } from './search.ts'

/** The dependencies of the use cases of search. */
export interface SearchContext {
  storage: Storage
  search: Search
}

/** The caller of a search. @param gone aborts when the client disconnects. */
export const callerOf = (
  { sourceId, companyId, locationId }: Principal,
  gone: AbortSignal,
): SearchCaller => ({ token: `${sourceId} ${locationId ?? companyId}`, locationId, gone })
