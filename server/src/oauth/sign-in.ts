import { recordAudit, recordRefusal } from '../auth/audit.ts'
import { maxPasswordBytes, verifyPassword } from '../auth/password.ts'
import { isEmail } from '../lib/addresses.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import type { Storage } from '../storage/storage.ts'
import { hashSession, newSessionSecret, sessionLifetimeMs } from './sign-in-session.ts'
import {
  deleteSession,
  deleteSessionsExpiredBefore,
  findSignInUser,
  insertSession,
  type SignInUserRow,
} from './sign-in-store.ts'
import { SignInThrottle } from './sign-in-throttle.ts'

/** How a sign-in ended. */
export type SignInOutcome =
  | { kind: 'signed-in'; secret: string }
  /** Whatever was wrong: the email, the password, or that the user is no owner. */
  | { kind: 'refused' }
  | { kind: 'throttled'; retryAfterSeconds: number }

/** Passwords that are looked at at once: each takes a tenth of a second and 32 MiB. */
const maxAtOnce = 8
const maxEmailLength = 320
const tooLong = '(too long)'

/** Lets the owners of companies in. */
export class SignIns {
  readonly #storage: Storage
  readonly #sources: { clock: Clock; ids: Ids }
  readonly #throttle: SignInThrottle
  #underWay = 0

  constructor({ storage, clock, ids }: { storage: Storage; clock: Clock; ids: Ids }) {
    this.#storage = storage
    this.#sources = { clock, ids }
    this.#throttle = new SignInThrottle(clock)
  }

  /**
   * Begins a session for an owner, by email and password. What is wrong with one that is refused, neither
   * the outcome tells nor the time that it took.
   * @param previous the hash of the session that the browser had: it ends where a new one begins.
   * @param address the address of the client.
   */
  async signIn(
    credentials: { email: string; password: string },
    { address, previous }: { address: string; previous: string },
  ): Promise<SignInOutcome> {
    if (this.#underWay >= maxAtOnce) return { kind: 'throttled', retryAfterSeconds: 1 }
    // All that are too long to be one are counted together: a part of a text would keep the whole in memory.
    const email = credentials.email.length > maxEmailLength ? tooLong : credentials.email.trim().toLowerCase()
    const waitMs = this.#throttle.begin({ email, address })
    if (waitMs > 0) return { kind: 'throttled', retryAfterSeconds: Math.ceil(waitMs / 1000) }
    this.#underWay++
    try {
      const user = await this.#find(email)
      const isRight = await verifyPassword(
        boundedPassword(credentials.password),
        user?.passwordHash ?? undefined,
      )
      const secret = isRight && user ? await this.#begin(user, email, { address, previous }) : undefined
      if (secret === undefined) {
        await this.#noteFailure(user, address)
        return { kind: 'refused' }
      }
      this.#throttle.succeed({ email, address })
      return { kind: 'signed-in', secret }
    } finally {
      this.#underWay--
    }
  }

  /** Ends a session. */
  async signOut(hash: string): Promise<void> {
    await this.#storage.write((tx) => tx.run(deleteSession, { hash }))
  }

  async #find(emailLowerCase: string): Promise<SignInUserRow | undefined> {
    if (!isEmail(emailLowerCase)) return undefined
    return this.#storage.read((tx) => tx.get(findSignInUser, { emailLowerCase }))
  }

  /** @returns undefined where the user is no owner, or has changed since the password was looked at. */
  #begin(
    user: SignInUserRow,
    emailLowerCase: string,
    { address, previous }: { address: string; previous: string },
  ): Promise<string | undefined> {
    const { clock, ids } = this.#sources
    return this.#storage.write(async (tx) => {
      const now = clock.now()
      const current = await tx.get(findSignInUser, { emailLowerCase })
      if (current?.passwordHash !== user.passwordHash || !isOwner(current)) return undefined
      const secret = newSessionSecret(ids)
      await tx.run(deleteSessionsExpiredBefore, { before: now })
      await tx.run(deleteSession, { hash: previous })
      await tx.run(insertSession, {
        hash: hashSession(secret),
        userId: user.id,
        dateExpires: now + sessionLifetimeMs,
      })
      await recordAudit(tx, this.#sources, 'sign-in.succeeded', { userId: user.id, address })
      return secret
    })
  }

  /** An email that nobody has is not written down: people type passwords into the wrong field. */
  async #noteFailure(user: SignInUserRow | undefined, address: string): Promise<void> {
    await recordRefusal(this.#storage, this.#sources, 'sign-in.failed', { userId: user?.id, address })
  }
}

const isOwner = (user: SignInUserRow) => user.type === 'agency' && user.role === 'admin'

/** What is too long to be a password is as wrong as the empty one, and costs no more. */
const boundedPassword = (password: string) => (Buffer.byteLength(password) > maxPasswordBytes ? '' : password)
