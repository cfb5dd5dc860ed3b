import { findFirstOwner, findUserByEmail, insertUser } from '../api/users/user-store.ts'
import { verifyPassword } from '../auth/password.ts'
import type { SecretBox } from '../auth/secret-box.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { changePassword, hashPasswordOf } from '../oauth/sign-in-password.ts'
import { listSignInUsers, maxUsersOfEmail } from '../oauth/sign-in-store.ts'
import type { ReadTx, Storage, WriteTx } from '../storage/storage.ts'
import { demoIds } from './demo-ids.ts'

/** The credentials of the owner of the demo's company. */
export interface DemoOwner {
  email: string
  password: string
}

const owner = { id: demoIds.owner, email: 'olivia@example.com' }

/** Creates the owner without a password. */
export const insertOwner = (tx: WriteTx, dateAdded: number): Promise<void> =>
  tx.run(insertUser, {
    ...owner,
    companyId: demoIds.company,
    name: 'Olivia Owner',
    emailLowerCase: owner.email,
    role: 'admin',
    type: 'agency',
    dateAdded,
  })

/**
 * The credentials of the demo's owner, who is created if an older demo has none. The password is derived from the
 * database's secret key: it is the same at every start and is not stored.
 * @returns undefined if the owner was deleted or has another password.
 */
export async function demoOwner(
  storage: Storage,
  sources: { clock: Clock; ids: Ids },
  secrets: SecretBox,
): Promise<DemoOwner | undefined> {
  const password = secrets.sign('password of the demo', owner.id).slice(0, passwordLength)
  const before = await storage.write(async (tx) => {
    if (await hasNoOwner(tx)) await insertOwner(tx, sources.clock.now())
    return passwordHashIn(tx)
  }, 'database')
  if (before === undefined) return undefined
  if (before === null) {
    const passwordHash = await hashPasswordOf(storage, sources.ids, owner, password)
    await storage.write(async (tx) => {
      // Another node may have done it first.
      if ((await passwordHashIn(tx)) === null) await changePassword(tx, sources, owner, passwordHash)
    }, 'database')
  }
  const now = before ?? (await storage.read(passwordHashIn))
  const isRight = await verifyPassword(password, now ?? undefined)
  return isRight ? { email: owner.email, password } : undefined
}

/** 120 bits. */
const passwordLength = 20

const hasNoOwner = async (tx: ReadTx): Promise<boolean> =>
  (await tx.get(findFirstOwner, { companyId: demoIds.company })) === undefined &&
  (await tx.get(findUserByEmail, { companyId: demoIds.company, emailLowerCase: owner.email })) === undefined

/** @returns null if no password is set, undefined if the owner was deleted. */
async function passwordHashIn(tx: ReadTx): Promise<string | null | undefined> {
  const users = await tx.all(listSignInUsers, { emailLowerCase: owner.email, limit: maxUsersOfEmail })
  return users.find(({ id }) => id === owner.id)?.passwordHash
}
