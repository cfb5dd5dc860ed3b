import { findLocation, type LocationRow, listLocationsOfCompany } from '../api/locations/location-store.ts'
import { listLocationIdsOfUser } from '../api/users/user-store.ts'
import { roleOfUser, type SessionRole } from '../auth/session-roles.ts'
import { findSessionUser, type SessionUserRow } from '../auth/session-store.ts'
import { beforeAll } from '../storage/read-in-slices.ts'
import type { ReadTx } from '../storage/storage.ts'
import { findSignInOwner } from './session-store.ts'

/** The most locations that the console offers to choose from. */
const maxLocations = 500

/** Who is signed in, and where they may work. */
export interface SessionView {
  user: { id: string; name: string; email: string; role: SessionRole }
  company: { id: string; name: string }
  locations: Pick<LocationRow, 'id' | 'name' | 'country' | 'timezone'>[]
}

/** @returns who is signed in; if no one is, whether there is an owner who could sign in. */
export async function readSession(
  tx: ReadTx,
  hash: string | undefined,
  now: number,
): Promise<SessionView | { user: null; hasOwner: boolean }> {
  const person = hash === undefined ? undefined : await tx.get(findSessionUser, { hash, now })
  if (!person) return { user: null, hasOwner: (await tx.get(findSignInOwner, {})) !== undefined }
  const { userId: id, userName: name, userEmail: email, companyId, companyName } = person
  return {
    user: { id, name, email, role: roleOfUser(person) },
    company: { id: companyId, name: companyName },
    locations: (await locationsOf(tx, person)).map(({ id, name, country, timezone }) => ({
      id,
      name,
      country,
      timezone,
    })),
  }
}

/** Those of the company for an owner, else those that the user works in; at most 500. */
async function locationsOf(tx: ReadTx, person: SessionUserRow): Promise<LocationRow[]> {
  const { userId, companyId } = person
  if (roleOfUser(person) === 'owner')
    return tx.all(listLocationsOfCompany, { companyId, ...beforeAll, limit: maxLocations })
  const places = await tx.all(listLocationIdsOfUser, { userId, limit: maxLocations })
  const found = await Promise.all(places.map(({ locationId: id }) => tx.get(findLocation, { id })))
  return found.filter((location) => location !== undefined)
}
