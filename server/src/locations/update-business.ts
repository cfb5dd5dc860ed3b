import { actorOf } from '../auth/actor.ts'
import { type Principal, scopeOf } from '../auth/principal.ts'
import type { Checked } from '../http/validation.ts'
import { type Business, withFields } from './business.ts'
import type { UpdateBusinessBody } from './business-schemas.ts'
import { updateBusinessRow } from './business-store.ts'
import { findReachableBusiness } from './find-business.ts'
import type { LocationContext } from './location-context.ts'
import { requireName } from './require-name.ts'

/** Update Business: what the body includes, and nothing else. @throws ApiError 400, 401, 422. */
export const updateBusiness = (
  { storage, clock }: LocationContext,
  principal: Principal,
  id: string,
  body: Checked<UpdateBusinessBody>,
): Promise<Business> =>
  storage.write(async (tx) => {
    const before = await findReachableBusiness(tx, principal, id)
    const business = withFields(before, requireName(body.valid()), actorOf(principal, clock))
    const { locationId } = business
    await tx.run(updateBusinessRow, { locationId, id, document: JSON.stringify(business) })
    return business
  }, scopeOf(principal))
