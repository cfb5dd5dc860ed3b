import type { Principal } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import { readPage } from '../../http/paging.ts'
import { foldCase } from '../../lib/fold-case.ts'
import { readInSlices } from '../../storage/read-in-slices.ts'
import type { ApiContext } from '../api-context.ts'
import { type LocationsQuery, locationPage } from './location-schemas.ts'
import {
  type FoundLocation,
  findWholeLocation,
  searchLocationsNewestFirst,
  searchLocationsOldestFirst,
} from './location-store.ts'

/**
 * Reads the locations that a token can access, a few at a time: its own, or all of its company.
 * @throws ApiError 401 for another company than the token's.
 */
export async function searchLocations(
  { storage }: ApiContext,
  { companyId, locationId }: Principal,
  query: LocationsQuery,
): Promise<AsyncIterable<FoundLocation[]>> {
  if (query.companyId !== undefined && query.companyId !== companyId) throw errors.locationUnreachable()
  const search = query.order === 'desc' ? searchLocationsNewestFirst : searchLocationsOldestFirst
  const listed = await storage.read((tx) =>
    tx.all(search, {
      companyId,
      only: locationId ?? '',
      emailFolded: foldCase(query.email ?? ''),
      ...readPage(query, locationPage),
    }),
  )
  return readInSlices(storage, listed, (tx, { id }) => tx.get(findWholeLocation, { id }))
}
