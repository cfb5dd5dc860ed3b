import { actorOf } from '../auth/actor.ts'
import { type Principal, scopeOf } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { Checked } from '../http/validation.ts'
import { hexId } from '../lib/hex-id.ts'
import { type Business, withFields } from './business.ts'
import type { CreateBusinessBody } from './business-schemas.ts'
import { countBusinesses, insertBusiness } from './business-store.ts'
import { findReachableLocation, locationIdOf } from './find-location.ts'
import type { LocationContext } from './location-context.ts'
import { requireName } from './require-name.ts'

/** The most businesses of one location. */
export const maxBusinesses = 10_000

/** Create Business. @throws ApiError 401, 422; 400 where the location has as many as it can. */
export const createBusiness = (
  { storage, clock, ids }: LocationContext,
  principal: Principal,
  body: Checked<CreateBusinessBody>,
): Promise<Business> =>
  storage.write(async (tx) => {
    const named = locationIdOf(body.raw)
    if (named !== undefined) await findReachableLocation(tx, principal, named)
    const { locationId, ...fields } = requireName(body.valid())
    const count = (await tx.get(countBusinesses, { locationId }))?.count ?? 0
    if (count >= maxBusinesses) throw errors.tooMany('businesses', maxBusinesses)
    const actor = actorOf(principal, clock)
    const blank = {
      id: hexId(ids),
      name: fields.name,
      locationId,
      createdBy: actor,
      updatedBy: actor,
      createdAt: actor.timestamp,
      updatedAt: actor.timestamp,
    }
    const business = withFields(blank, fields, actor)
    await tx.run(insertBusiness, {
      locationId,
      id: business.id,
      document: JSON.stringify(business),
      dateAdded: clock.now(),
    })
    return business
  }, scopeOf(principal))
