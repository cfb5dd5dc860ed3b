import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { QueryResult } from '../../columnstore/query.ts'
import { errors } from '../../http/errors.ts'
import { requireLocation } from '../locations/named-location.ts'
import type { RowShape } from '../search/search.ts'
import { callerOf, type SearchContext } from '../search/search-context.ts'
import type { BusinessContactsQuery } from './business-contact-schemas.ts'
import { findBusiness } from './find-business.ts'
import { readBusinessQuery } from './read-business-query.ts'

/** Get Contacts By BusinessId. Checks the location (403), then the business (400). */
export async function listBusinessContacts(
  { storage, search }: SearchContext,
  principal: Principal,
  businessId: string,
  parameters: BusinessContactsQuery,
  shape: RowShape,
  gone: AbortSignal,
): Promise<QueryResult> {
  const query = await storage.read(async (tx) => {
    await requireLocation(tx, principal, parameters.locationId)
    const query = readBusinessQuery(businessId, parameters)
    if (!(await findBusiness(tx, query.locationId, businessId))) throw errors.businessNotFound(businessId)
    return query
  }, scopeOf(principal))
  return search.find('contacts', query, shape, callerOf(principal, gone))
}
