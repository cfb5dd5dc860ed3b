import { isEmail } from '../../lib/addresses.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import { InputError } from '../../lib/input-error.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { bounds, isLongerThan } from '../locations/bounds.ts'
import { findLocation } from '../locations/location-store.ts'
import { profileText, type UserProfile, withProfile } from './user-profile.ts'
import { findUserByEmail, insertLocationUser, insertUser, type UserRow, updateUserRow } from './user-store.ts'

export interface UserSpec {
  locationId: string
  name: string
  email: string
  /** An owner is an admin of the whole company. */
  owner: boolean
  /** Of a user who is not an owner; `user` by default. */
  role?: 'admin' | 'user' | undefined
  profile?: UserProfile | undefined
}

/**
 * Creates a user of a location, without an event: for seeds. Commands record it.
 * @throws InputError if the location is unknown, the email is invalid or taken, or the name is invalid; ApiError 422 if
 * the profile is too long.
 */
export async function createUser(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  { locationId, name, email, owner, role = 'user', profile }: UserSpec,
): Promise<UserRow> {
  if (name.trim() === '' || isLongerThan(name, bounds.name)) {
    throw new InputError(`The name of a user has 1 to ${bounds.name} characters.`)
  }
  if (email.length > bounds.email || !isEmail(email)) throw new InputError(`${email} is no email address.`)
  const location = await tx.get(findLocation, { id: locationId })
  if (!location) throw new InputError(`There is no location ${locationId}.`)
  const emailLowerCase = email.toLowerCase()
  if (await tx.get(findUserByEmail, { companyId: location.companyId, emailLowerCase })) {
    throw new InputError(`The company has a user with the email ${email} already.`)
  }
  const user: UserRow = {
    id: ids.next(),
    companyId: location.companyId,
    name: name.trim(),
    email,
    role: owner ? 'admin' : role,
    type: owner ? 'agency' : 'account',
  }
  await tx.run(insertUser, { ...user, emailLowerCase, dateAdded: clock.now() })
  if (profile) {
    const { id, name, role, type } = user
    await tx.run(updateUserRow, { id, name, role, type, profile: profileText(withProfile({}, profile)) })
  }
  await tx.run(insertLocationUser, { locationId, userId: user.id })
  return user
}
