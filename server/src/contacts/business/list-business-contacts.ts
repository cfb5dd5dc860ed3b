import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { Checked } from '../../http/validation.ts'
import { findBusiness } from '../../locations/find-business.ts'
import { inReachableLocation } from '../named-location.ts'
import type { SearchContext } from '../search/search-context.ts'
import type { RowShape, SearchResult } from '../search/search-query.ts'
import type { BusinessContactsQuery } from './business-contact-schemas.ts'
import { readBusinessQuery } from './read-business-query.ts'

/**
 * Get Contacts By BusinessId. Refuses the location (403), then the query (422), then a business that the
 * location doesn't have (400).
 */
export async function listBusinessContacts(
  { storage, search }: SearchContext,
  principal: Principal,
  businessId: string,
  parameters: Checked<BusinessContactsQuery>,
  shape: RowShape,
): Promise<SearchResult> {
  const query = await storage.read(async (tx) => {
    const query = readBusinessQuery(businessId, await inReachableLocation(tx, principal, parameters))
    if (!(await findBusiness(tx, query.locationId, businessId))) throw errors.businessNotFound(businessId)
    return query
  }, scopeOf(principal))
  return search.find(query, shape)
}
