import { principalOf } from '../../auth/authorization.ts'
import type { Principal } from '../../auth/principal.ts'
import { writeAtHome } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import type { ReadTx, Storage, WriteTx } from '../../storage/storage.ts'
import type { Business } from './business.ts'
import { findBusinessHome, findBusinessRow } from './business-store.ts'

/** A business of a location. Undefined if unknown or being deleted. */
export async function findBusiness(
  tx: ReadTx,
  locationId: string,
  id: string,
): Promise<Business | undefined> {
  const row = await tx.get(findBusinessRow, { locationId, id })
  return row && (JSON.parse(row.document) as Business)
}

/** Writes in the location of the business that a caller means: see `writeAtHome`. @throws ApiError 400. */
export const writeToBusiness = <T>(
  storage: Storage,
  principal: Principal,
  id: string,
  fn: (tx: WriteTx, local: Principal) => Promise<T>,
): Promise<T> =>
  writeAtHome(
    storage,
    principal,
    {
      findHome: (tx) => tx.get(findBusinessHome, { companyId: principal.companyId, id }),
      notFound: () => errors.businessNotFound(id),
    },
    fn,
  )

/**
 * Finds the business of a request.
 * @throws ApiError 400 if the caller's company has no such business, 401 if it belongs to another location of the
 * company than the token.
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

/** The precondition of operations on the business of their path. @throws ApiError 400, 401. */
export const businessOfPath = (tx: ReadTx, request: OperationRequest): Promise<Business> =>
  findReachableBusiness(tx, principalOf(request), (request.params as { businessId: string }).businessId)
