import { actorOf } from '../../auth/actor.ts'
import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import { hexId } from '../../lib/hex-id.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { requireName } from '../locations/require-name.ts'
import { type Business, type BusinessFields, withFields } from './business.ts'
import type { CreateBusinessBody } from './business-schemas.ts'
import { countBusinesses, insertBusiness } from './business-store.ts'

/** The most businesses of one location. */
export const maxBusinesses = 10_000

/** Create Business. @throws ApiError 401, 422; 400 if the location has reached the limit. */
export const createBusiness = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  body: CreateBusinessBody,
): Promise<Business> =>
  storage.write(
    async (tx) => {
      const { locationId, ...fields } = body
      await findReachableLocation(tx, principal, locationId)
      return makeBusiness(tx, clock, principal, { id: hexId(ids), locationId }, requireName(fields))
    },
    scopeIn(principal, body.locationId),
  )

/** Creates a business in an existing location. @throws ApiError 400 if the location has reached the limit. */
export async function makeBusiness(
  tx: WriteTx,
  clock: Clock,
  principal: Principal,
  { id, locationId }: Pick<Business, 'id' | 'locationId'>,
  fields: BusinessFields,
): Promise<Business> {
  const count = (await tx.get(countBusinesses, { locationId }))?.count ?? 0
  if (count >= maxBusinesses) throw errors.tooMany('businesses', maxBusinesses)
  const actor = actorOf(principal, clock)
  const blank = {
    id,
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
    id,
    document: JSON.stringify(business),
    dateAdded: clock.now(),
  })
  return business
}
