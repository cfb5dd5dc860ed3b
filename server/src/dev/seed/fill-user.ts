import { createUser } from '../../api/users/create-user.ts'
import {
  findUserByEmail,
  findUserOfLocation,
  insertLocationUser,
  type UserRow,
} from '../../api/users/user-store.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import { InputError } from '../../lib/input-error.ts'
import type { Filling } from './filling.ts'
import type { LocationSeed } from './location-seed-schema.ts'

type UserSeed = NonNullable<LocationSeed['users']>[number]

/**
 * Creates a user of the location. A user whom the company has already, with this email and name, becomes one of the location, too:
 * tests that run at the same time make their locations of one seed.
 * @throws InputError, ApiError as `createUser`, and if that user has another name or id.
 */
export async function fillUser(
  { tx, locationId, caller: { companyId } }: Filling,
  { id, name, email, owner = false, role, ...profile }: UserSeed,
  sources: { clock: Clock; ids: Ids },
): Promise<UserRow> {
  const known = await tx.get(findUserByEmail, { companyId, emailLowerCase: email.toLowerCase() })
  const isOther = known && !(await tx.get(findUserOfLocation, { locationId, id: known.id }))
  if (!isOther) return createUser(tx, sources, { locationId, name, email, owner, role, profile })
  const taken = `The company has a user with the email ${email} already`
  if (known.name !== name.trim()) throw new InputError(`${taken}, whose name is ${known.name}.`)
  if (id !== undefined && id !== known.id) throw new InputError(`${taken}, whose id is ${known.id}.`)
  await tx.run(insertLocationUser, { locationId, userId: known.id })
  return known
}
