import { principalOf } from '../../auth/authorization.ts'
import type { Principal } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { findLocation, type LocationRow } from './location-store.ts'

/**
 * The location that a body or a query names, if any. It is checked before the rest is validated, so a caller learns
 * nothing about a location that it cannot access.
 */
export function locationIdOf(body: unknown): string | undefined {
  const id = (body as { locationId?: unknown } | null | undefined)?.locationId
  return typeof id === 'string' && id !== '' ? id : undefined
}

/**
 * Returns the location, or undefined if it does not exist or the token cannot access it. Callers must not reveal
 * which.
 */
async function reachableLocation(
  tx: ReadTx,
  principal: Principal,
  id: string,
): Promise<LocationRow | undefined> {
  if (principal.locationId !== undefined && principal.locationId !== id) return undefined
  const location = await tx.get(findLocation, { id })
  return location?.companyId === principal.companyId ? location : undefined
}

/** Whether the location exists and the token can access it. */
export async function isReachableLocation(tx: ReadTx, principal: Principal, id: string): Promise<boolean> {
  return (await reachableLocation(tx, principal, id)) !== undefined
}

/** The location of a record. @throws ApiError 403 if it is being deleted. */
export async function getLocation(tx: ReadTx, id: string): Promise<LocationRow> {
  const location = await tx.get(findLocation, { id })
  if (!location) throw errors.locationForbidden()
  return location
}

/** The location of a path. @throws ApiError 401 if it does not exist or the token cannot access it. */
export async function findReachableLocation(
  tx: ReadTx,
  principal: Principal,
  id: string,
): Promise<LocationRow> {
  const location = await reachableLocation(tx, principal, id)
  if (!location) throw errors.locationUnreachable()
  return location
}

/** The precondition of operations in the location of their path. @throws ApiError 401. */
export const locationOfPath = (
  tx: ReadTx,
  request: Pick<OperationRequest, 'params' | 'principal'>,
): Promise<LocationRow> =>
  findReachableLocation(tx, principalOf(request), (request.params as { locationId: string }).locationId)

/** The precondition of operations whose body may name a location. @throws ApiError 401. */
export async function locationOfBody(tx: ReadTx, request: OperationRequest): Promise<void> {
  const named = locationIdOf(request.body)
  if (named !== undefined) await findReachableLocation(tx, principalOf(request), named)
}
