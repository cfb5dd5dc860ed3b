import { updatePasswordHash } from '../api/users/user-store.ts'
import { recordAudit } from '../auth/audit.ts'
import { hashPassword, saltOf } from '../auth/password.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { InputError } from '../lib/input-error.ts'
import type { ReadTx, Storage, WriteTx } from '../storage/storage.ts'
import { deleteSessionsOfUser, listSignInUsers, maxUsersOfEmail } from './sign-in-store.ts'

interface PasswordUser {
  id: string
  email: string
}

/**
 * Hashes a user's new password with the salt of users with the same email in other companies: a sign-in has only an
 * email and a password, and does the same work however many users there are.
 */
export async function hashPasswordOf(
  storage: Pick<Storage, 'read'>,
  ids: Ids,
  user: PasswordUser,
  password: string,
): Promise<string> {
  const [other] = await storage.read((tx) => hashesOfOthers(tx, user))
  return hashPassword(password, ids, other)
}

/**
 * Sets a user's password and ends the sessions that the old one began.
 * @throws InputError if a user with the same email in another company has the same password, because the password
 * tells them apart; also if one of them got another salt since the password was hashed.
 */
export async function changePassword(
  tx: WriteTx,
  sources: { clock: Clock; ids: Ids },
  user: PasswordUser,
  passwordHash: string,
): Promise<void> {
  const others = await hashesOfOthers(tx, user)
  if (others.includes(passwordHash))
    throw new InputError(
      `A user of another company with the email ${user.email} has this password: choose another, because the password decides which of them signs in.`,
    )
  if (others.some((other) => saltOf(other) !== saltOf(passwordHash)))
    throw new InputError(
      `The password of another user with the email ${user.email} was set just now: try again.`,
    )
  await tx.run(updatePasswordHash, { id: user.id, passwordHash })
  await tx.run(deleteSessionsOfUser, { userId: user.id })
  await recordAudit(tx, sources, 'user.password-set', { userId: user.id })
}

async function hashesOfOthers(tx: ReadTx, { id, email }: PasswordUser): Promise<string[]> {
  const users = await tx.all(listSignInUsers, {
    emailLowerCase: email.toLowerCase(),
    limit: maxUsersOfEmail,
  })
  return users.flatMap((user) => (user.id === id || user.passwordHash === null ? [] : [user.passwordHash]))
}
