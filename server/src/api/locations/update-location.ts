import type { Principal } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { ApiContext } from '../api-context.ts'
import { findReachableLocation } from './find-location.ts'
import { recordLocationUpdate } from './location-events.ts'
import { readProfile, withProfile } from './location-profile.ts'
import type { PutLocationBody } from './location-schemas.ts'
import { type FoundLocation, findLocationProfile } from './location-store.ts'
import { requireName } from './require-name.ts'
import { storedIdentifiers } from './unique-identifiers.ts'
import { writeLocation } from './write-location.ts'

/** Put Location: changes only the properties sent. @throws ApiError 401, 422. */
export const updateLocation = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  id: string,
  body: PutLocationBody,
): Promise<FoundLocation> =>
  storage.write(async (tx) => {
    const before = await findReachableLocation(tx, principal, id)
    const { name, country, timezone, ...fields } = requireName(body)
    if (fields.companyId !== principal.companyId) throw errors.locationUnreachable()
    const { allowDuplicateContact: allow, contactUniqueIdentifiers: identifiers } = fields.settings ?? {}
    const row = {
      ...before,
      name: name?.trim() ?? before.name,
      country: country ?? before.country,
      timezone: timezone ?? before.timezone,
      allowDuplicateContact: allow === undefined ? before.allowDuplicateContact : Number(allow),
      contactUniqueIdentifiers: identifiers
        ? storedIdentifiers(identifiers)
        : before.contactUniqueIdentifiers,
    }
    const profileBefore = readProfile(await tx.get(findLocationProfile, { id }))
    const profile = withProfile(profileBefore, fields)
    await writeLocation(tx, row, profile)
    const after = { ...row, profile: JSON.stringify(profile) }
    const whole = { ...before, profile: JSON.stringify(profileBefore) }
    await recordLocationUpdate(tx, { clock, ids }, whole, after)
    return after
  }, 'database')
