import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { Checked } from '../http/validation.ts'
import { isReachableLocation, locationIdOf } from '../locations/find-location.ts'
import type { ReadTx } from '../storage/storage.ts'

/**
 * A body or a query that names its location. The location is asked about before the rest is judged: a caller
 * learns nothing of one that isn't its own.
 * @throws ApiError 403 where the token doesn't reach the location, or there is none; 422.
 */
export async function inReachableLocation<Sent>(
  tx: ReadTx,
  principal: Principal,
  sent: Checked<Sent>,
): Promise<Sent> {
  const named = locationIdOf(sent.raw)
  if (named !== undefined && !(await isReachableLocation(tx, principal, named)))
    throw errors.locationForbidden()
  return sent.valid()
}
