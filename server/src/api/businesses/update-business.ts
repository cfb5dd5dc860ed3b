import { actorOf } from '../../auth/actor.ts'
import type { Principal } from '../../auth/principal.ts'
import type { ApiContext } from '../api-context.ts'
import { requireName } from '../locations/require-name.ts'
import { type Business, withFields } from './business.ts'
import type { UpdateBusinessBody } from './business-schemas.ts'
import { updateBusinessRow } from './business-store.ts'
import { findReachableBusiness, writeToBusiness } from './find-business.ts'

/** Update Business: changes only the properties sent. @throws ApiError 400, 401, 422. */
export const updateBusiness = (
  { storage, clock }: ApiContext,
  principal: Principal,
  id: string,
  body: UpdateBusinessBody,
): Promise<Business> =>
  writeToBusiness(storage, principal, id, async (tx, local) => {
    const before = await findReachableBusiness(tx, local, id)
    const business = withFields(before, requireName(body), actorOf(principal, clock))
    const { locationId } = business
    await tx.run(updateBusinessRow, { locationId, id, document: JSON.stringify(business) })
    return business
  })
