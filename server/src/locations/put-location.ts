import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { Checked } from '../http/validation.ts'
import { findReachableLocation } from './find-location.ts'
import type { LocationContext } from './location-context.ts'
import { readProfile, withProfile } from './location-profile.ts'
import type { PutLocationBody } from './location-schemas.ts'
import { type FoundLocation, findLocationProfile } from './location-store.ts'
import { requireName } from './require-name.ts'
import { saveLocation } from './save-location.ts'

/** Put Location: what the body includes, and nothing else. @throws ApiError 401, 422. */
export const putLocation = (
  { storage }: LocationContext,
  principal: Principal,
  id: string,
  body: Checked<PutLocationBody>,
): Promise<FoundLocation> =>
  storage.write(async (tx) => {
    const before = await findReachableLocation(tx, principal, id)
    const { name, country, timezone, ...fields } = requireName(body.valid())
    if (fields.companyId !== principal.companyId) throw errors.locationUnreachable()
    const allow = fields.settings?.allowDuplicateContact
    const row = {
      ...before,
      name: name?.trim() ?? before.name,
      country: country ?? before.country,
      timezone: timezone ?? before.timezone,
      allowDuplicateContact: allow === undefined ? before.allowDuplicateContact : Number(allow),
    }
    const profile = withProfile(readProfile(await tx.get(findLocationProfile, { id })), fields)
    await saveLocation(tx, row, profile)
    return { ...row, profile: JSON.stringify(profile) }
  })
