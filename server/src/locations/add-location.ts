import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { Checked } from '../http/validation.ts'
import { createLocation, defaultPlace } from './create-location.ts'
import type { LocationContext } from './location-context.ts'
import { withProfile } from './location-profile.ts'
import type { CreateLocationBody } from './location-schemas.ts'
import { countLocationsOfCompany, type FoundLocation } from './location-store.ts'
import { requireName } from './require-name.ts'
import { saveLocation } from './save-location.ts'

/** The most locations of one company: as many as lists of them can hold. */
export const maxLocations = 10_000

/**
 * Create Location, in the token's own company.
 * @throws ApiError 401, 422; 400 where the company has as many as it can.
 */
export const addLocation = (
  { storage, clock, ids }: LocationContext,
  { companyId }: Principal,
  body: Checked<CreateLocationBody>,
): Promise<FoundLocation> =>
  storage.write(async (tx) => {
    const { name, country, timezone, ...fields } = requireName(body.valid())
    if (fields.companyId !== companyId) throw errors.locationUnreachable()
    const count = (await tx.get(countLocationsOfCompany, { companyId }))?.count ?? 0
    if (count >= maxLocations) throw errors.tooManyOfCompany('locations', maxLocations)
    const allowDuplicates = fields.settings?.allowDuplicateContact ?? false
    const place = { country: country ?? defaultPlace.country, timezone: timezone ?? defaultPlace.timezone }
    const row = await createLocation(tx, { clock, ids }, { name, companyId, ...place, allowDuplicates })
    const profile = withProfile({}, fields)
    await saveLocation(tx, row, profile)
    return { ...row, profile: JSON.stringify(profile) }
  })
