import { foldCase } from '../../lib/fold-case.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { LocationProfile } from './location-profile.ts'
import { type LocationRow, updateLocationRow } from './location-store.ts'

/** Writes all that can change of a location that exists. */
export async function writeLocation(
  tx: WriteTx,
  { id, name, country, timezone, allowDuplicateContact, contactUniqueIdentifiers }: LocationRow,
  profile: LocationProfile,
): Promise<void> {
  await tx.run(updateLocationRow, {
    id,
    name,
    country,
    timezone,
    allowDuplicateContact,
    contactUniqueIdentifiers,
    profile: JSON.stringify(profile),
    emailFolded: profile.email === undefined ? null : foldCase(profile.email),
  })
}
