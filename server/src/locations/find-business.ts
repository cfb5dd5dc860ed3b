import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { ReadTx } from '../storage/storage.ts'
import type { Business } from './business.ts'
import { findBusinessHome, findBusinessRow } from './business-store.ts'

/** A business of a location, or undefined: one that is being deleted is none. */
export async function findBusiness(
  tx: ReadTx,
  locationId: string,
  id: string,
): Promise<Business | undefined> {
  const row = await tx.get(findBusinessRow, { locationId, id })
  return row && (JSON.parse(row.document) as Business)
}

/**
 * The business that a caller means.
 * @throws ApiError 400 where the caller's company has no business of the id, 401 where it stands in another
 * location of the company than the token's.
 */
export async function findReachableBusiness(
  tx: ReadTx,
  { companyId, locationId }: Principal,
  id: string,
): Promise<Business> {
  const home = await tx.get(findBusinessHome, { companyId, id })
  if (home && locationId !== undefined && home.locationId !== locationId) throw errors.locationUnreachable()
  const business = home && (await findBusiness(tx, home.locationId, id))
  if (!business) throw errors.businessNotFound(id)
  return business
}
