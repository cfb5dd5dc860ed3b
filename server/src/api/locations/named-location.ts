import { principalOf } from '../../auth/authorization.ts'
import type { Principal } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { isReachableLocation, locationIdOf } from './find-location.ts'

/** Requires that the location exists and that the token can access it. @throws ApiError 403. */
export async function requireLocation(tx: ReadTx, principal: Principal, id: string): Promise<void> {
  if (!(await isReachableLocation(tx, principal, id))) throw errors.locationForbidden()
}

/** The precondition of operations whose body or query may name a location. @throws ApiError 403. */
export async function namedLocation(tx: ReadTx, request: OperationRequest): Promise<void> {
  // A null body names no location, and the query does not apply then.
  const named = locationIdOf(request.body === undefined ? request.query : request.body)
  if (named !== undefined) await requireLocation(tx, principalOf(request), named)
}
