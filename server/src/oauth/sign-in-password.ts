import { recordAudit } from '../auth/audit.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { updatePasswordHash } from '../locations/user-store.ts'
import type { WriteTx } from '../storage/storage.ts'
import { deleteSessionsOfUser } from './sign-in-store.ts'

/** Sets the password of a user, and ends the sessions that the old one began. */
export async function changePassword(
  tx: WriteTx,
  sources: { clock: Clock; ids: Ids },
  user: { id: string; email: string },
  passwordHash: string,
): Promise<void> {
  await tx.run(updatePasswordHash, { emailLowerCase: user.email.toLowerCase(), passwordHash })
  await tx.run(deleteSessionsOfUser, { userId: user.id })
  await recordAudit(tx, sources, 'user.password-set', { userId: user.id })
}
