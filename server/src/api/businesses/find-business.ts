import { principalOf } from '../../auth/authorization.ts'
import { type Principal, scopeOf } from '../../auth/principal.ts'
import { writerTo } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import { reachRow } from '../locations/reach-row.ts'
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

/** Writes in the location of the business with an id. @throws ApiError 400. */
export const writeToBusiness = writerTo({ findHome: findBusinessHome, notFound: errors.businessNotFound })

/**
 * Finds the business of a request.
 * @throws ApiError 400 if the caller's company has no such business, 401 if it belongs to another location of the
 * company than the token.
 */
export async function findReachableBusiness(tx: ReadTx, principal: Principal, id: string): Promise<Business> {
  const found = await reachRow(tx, principal, id, {
    find: findBusinessRow,
    findHome: findBusinessHome,
    elsewhere: errors.locationUnreachable,
  })
  if (!found) throw errors.businessNotFound(id)
  return JSON.parse(found.row.document) as Business
}

/** The precondition of operations on the business of their path. @throws ApiError 400, 401. */
export const businessOfPath = (tx: ReadTx, request: OperationRequest): Promise<Business> =>
  findReachableBusiness(tx, principalOf(request), (request.params as { businessId: string }).businessId)

/** Get Business. @throws ApiError 400, 401. */
export const getBusiness = (storage: Storage, principal: Principal, id: string): Promise<Business> =>
  storage.read((tx) => findReachableBusiness(tx, principal, id), scopeOf(principal))
