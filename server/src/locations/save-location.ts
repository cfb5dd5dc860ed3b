import { foldCase } from '../lib/fold-case.ts'
import type { WriteTx } from '../storage/storage.ts'
import type { LocationProfile } from './location-profile.ts'
import { type LocationRow, updateLocationRow } from './location-store.ts'

/** Writes all that can change of a location that exists. */
export async function saveLocation(
  tx: WriteTx,
  { id, name, country, timezone, allowDuplicateContact }: LocationRow,
  profile: LocationProfile,
): Promise<void> {
  await tx.run(updateLocationRow, {
    id,
    name,
    country,
    timezone,
    allowDuplicateContact,
    profile: JSON.stringify(profile),
    emailFolded: profile.email === undefined ? null : foldCase(profile.email),
  })
}
