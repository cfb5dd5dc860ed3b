import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import { readPage } from '../http/paging.ts'
import { foldCase } from '../lib/fold-case.ts'
import type { LocationContext } from './location-context.ts'
import { type LocationsQuery, locationPage } from './location-schemas.ts'
import {
  type FoundLocation,
  searchLocationsNewestFirst,
  searchLocationsOldestFirst,
} from './location-store.ts'

/**
 * The locations that a token reaches: its own, or all of its company.
 * @throws ApiError 401 where another company is named than the token's.
 */
export const searchLocations = (
  { storage }: LocationContext,
  { companyId, locationId }: Principal,
  query: LocationsQuery,
): Promise<FoundLocation[]> => {
  if (query.companyId !== undefined && query.companyId !== companyId) throw errors.locationUnreachable()
  const search = query.order === 'desc' ? searchLocationsNewestFirst : searchLocationsOldestFirst
  return storage.read((tx) =>
    tx.all(search, {
      companyId,
      only: locationId ?? '',
      emailFolded: foldCase(query.email ?? ''),
      ...readPage(query, locationPage),
    }),
  )
}
