import type { Principal } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { createLocation, defaultPlace } from './create-location.ts'
import { recordNewLocation } from './location-events.ts'
import { withProfile } from './location-profile.ts'
import type { CreateLocationBody } from './location-schemas.ts'
import { countLocationsOfCompany, type FoundLocation } from './location-store.ts'
import { requireName } from './require-name.ts'
import { storedIdentifiers } from './unique-identifiers.ts'
import { writeLocation } from './write-location.ts'

/** The most locations of one company: lists cannot hold more. */
export const maxLocations = 10_000

/** Create Location, in the token's own company. @throws ApiError 401, 422; 400 if the company has reached the limit. */
export const addLocation = (
  { storage, clock, ids }: ApiContext,
  { companyId }: Principal,
  body: CreateLocationBody,
): Promise<FoundLocation> =>
  storage.write(async (tx) => {
    const fields = requireName(body)
    if (fields.companyId !== companyId) throw errors.locationUnreachable()
    const count = (await tx.get(countLocationsOfCompany, { companyId }))?.count ?? 0
    if (count >= maxLocations) throw errors.tooManyOfCompany('locations', maxLocations)
    const location = await makeLocation(tx, { clock, ids }, fields)
    await recordNewLocation(tx, { clock, ids }, location)
    return location
  }, 'database')

/** Creates a location in an existing company, without an event: for seeds. @throws InputError as `createLocation`. */
export async function makeLocation(
  tx: WriteTx,
  { clock, ids }: Pick<ApiContext, 'clock' | 'ids'>,
  { name, companyId, country, timezone, ...fields }: CreateLocationBody,
): Promise<FoundLocation> {
  const allowDuplicates = fields.settings?.allowDuplicateContact ?? false
  const place = { country: country ?? defaultPlace.country, timezone: timezone ?? defaultPlace.timezone }
  const made = await createLocation(tx, { clock, ids }, { name, companyId, ...place, allowDuplicates })
  const identifiers = fields.settings?.contactUniqueIdentifiers
  const row = { ...made, ...(identifiers && { contactUniqueIdentifiers: storedIdentifiers(identifiers) }) }
  const profile = withProfile({}, fields)
  await writeLocation(tx, row, profile)
  return { ...row, profile: JSON.stringify(profile) }
}
