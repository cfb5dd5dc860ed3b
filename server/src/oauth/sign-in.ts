import { setTimeout } from 'node:timers/promises'
import { recordAudit, recordRefusal } from '../auth/audit.ts'
import { matchingHashes, maxPasswordBytes } from '../auth/password.ts'
import { roleOfUser } from '../auth/session-roles.ts'
import { isEmail } from '../lib/addresses.ts'
import type { Clock } from '../lib/clock.ts'
import { FairSlots } from '../lib/fair-slots.ts'
import type { Ids } from '../lib/ids.ts'
import { clientNetworkOf } from '../lib/ip-networks.ts'
import type { Storage } from '../storage/storage.ts'
import { hashSession, newSessionSecret, sessionLifetimeMs } from './sign-in-session.ts'
import {
  deleteSession,
  deleteSessionsExpiredBefore,
  insertSession,
  listSignInUsers,
  maxUsersOfEmail,
  type SignInUserRow,
} from './sign-in-store.ts'
import { type Attempt, SignInThrottle } from './sign-in-throttle.ts'

/** The outcome of a sign-in. */
export type SignInOutcome =
  | { kind: 'signed-in'; secret: string }
  /** The email or the password is wrong, or the user may not sign in here. The next attempt is delayed by this time. */
  | { kind: 'refused'; nextInSeconds: number }
  /** Not checked, because too many others wait. */
  | { kind: 'busy'; retryAfterSeconds: number }

/**
 * Concurrent password checks: each takes a tenth of a second of a core and 32 MiB. Two leave threads to other users
 * of Node.js's thread pool, which has four.
 */
const passwordSlots = { slots: 2, maxWaiting: 200, maxWaitingOfKey: 20 }
/** Limits of attempts that are delayed after failures: of one network, and in total. */
const maxHeldOfNetwork = 20
const maxHeld = 1000
const busySeconds = 5
const maxEmailLength = 320
const tooLong = '(too long)'

/** The client that signs in. */
export interface SignInClient {
  /** The address of the client. */
  address: string
  /** The hash of the browser's previous session, which ends when a new one begins. */
  previous: string
  /** A browser that has signed in to the account before; undefined for any other. */
  knownBrowser?: string | undefined
}

/** Who may sign in: owners of companies, or every user with a password. */
export type SignInAudience = 'owners' | 'users'

/** Waits; rejects if the signal aborts first. */
export type Sleep = (timeMs: number, signal: AbortSignal) => Promise<void>

/** The users with an email, and the one whose password it is. */
interface Looked {
  user: SignInUserRow | undefined
  users: SignInUserRow[]
}

/** The account that an email names. All emails over the length limit are counted together. */
export const accountOf = (email: string): string =>
  email.length > maxEmailLength ? tooLong : email.trim().toLowerCase()

/** Signs the owners of companies and the users of locations in. */
export class SignIns {
  readonly #storage: Storage
  readonly #sources: { clock: Clock; ids: Ids }
  readonly #throttle: SignInThrottle
  readonly #sleep: Sleep
  readonly #places = new FairSlots(passwordSlots)
  readonly #closing = new AbortController()
  /** The number of waiting attempts, by network. */
  readonly #held = new Map<string, number>()
  #heldInAll = 0

  constructor(
    {
      storage,
      clock,
      ids,
      throttle,
    }: { storage: Storage; clock: Clock; ids: Ids; throttle?: SignInThrottle },
    sleep: Sleep = (timeMs, signal) => setTimeout(timeMs, undefined, { signal }),
  ) {
    this.#storage = storage
    this.#sources = { clock, ids }
    this.#throttle = throttle ?? new SignInThrottle(clock)
    this.#sleep = sleep
  }

  /**
   * Begins a session for an owner, or for any user, by email and password. Neither the outcome nor its timing reveals why a sign-in
   * was refused.
   */
  async signIn(
    credentials: { email: string; password: string },
    client: SignInClient,
    audience: SignInAudience = 'owners',
  ): Promise<SignInOutcome> {
    const account = accountOf(credentials.email)
    const network = clientNetworkOf(client.address)
    const attempt = { account, client: client.knownBrowser ?? network }
    const waitMs = this.#throttle.begin(attempt)
    if (waitMs === undefined) {
      return { kind: 'busy', retryAfterSeconds: this.#nextInSeconds(attempt) }
    }
    let looked: Looked | undefined
    try {
      if (await this.#waited(network, waitMs))
        looked = await this.#places.run(network, () => this.#look(account, credentials.password))
    } finally {
      // Also if the database could not be asked.
      if (looked === undefined) this.#throttle.withdraw(attempt)
    }
    if (looked === undefined) return { kind: 'busy', retryAfterSeconds: busySeconds }
    const { user, users } = looked
    const secret = user && (await this.#begin(user, account, client, audience))
    if (secret === undefined) {
      // If several users share the email, the password can't be attributed to one.
      await this.#noteFailure(users.length === 1 ? users[0] : undefined, client.address)
      return { kind: 'refused', nextInSeconds: this.#nextInSeconds(attempt) }
    }
    this.#throttle.succeed(attempt)
    return { kind: 'signed-in', secret }
  }

  /** Ends all waits: the server stops. */
  close(): void {
    this.#closing.abort()
  }

  #nextInSeconds(attempt: Attempt): number {
    return Math.ceil(this.#throttle.nextInMs(attempt) / 1000)
  }

  /** @returns false if too many wait already, or the server stops. */
  async #waited(network: string, waitMs: number): Promise<boolean> {
    if (waitMs === 0) return true
    const held = this.#held.get(network) ?? 0
    if (held >= maxHeldOfNetwork || this.#heldInAll >= maxHeld) return false
    this.#count(network, 1)
    try {
      await this.#sleep(waitMs, this.#closing.signal)
      return true
    } catch {
      return false
    } finally {
      this.#count(network, -1)
    }
  }

  #count(network: string, by: 1 | -1): void {
    const held = (this.#held.get(network) ?? 0) + by
    if (held === 0) this.#held.delete(network)
    else this.#held.set(network, held)
    this.#heldInAll += by
  }

  /** @returns the users with the email, one per company, and the one whose password it is. */
  async #look(account: string, password: string): Promise<Looked> {
    const users = await this.#find(account)
    const hashes = users.flatMap(({ passwordHash }) => passwordHash ?? [])
    const [right] = await matchingHashes(boundedPassword(password), hashes)
    const user = users.find(({ passwordHash }) => passwordHash !== null && passwordHash === right)
    return { user, users }
  }

  /** Ends a session. */
  async signOut(hash: string): Promise<void> {
    await this.#storage.write((tx) => tx.run(deleteSession, { hash }), 'access')
  }

  async #find(emailLowerCase: string): Promise<SignInUserRow[]> {
    if (!isEmail(emailLowerCase)) return []
    return this.#storage.read((tx) => tx.all(listSignInUsers, { emailLowerCase, limit: maxUsersOfEmail }))
  }

  /** @returns undefined if the user may not sign in here, or has changed since the password was checked. */
  #begin(
    user: SignInUserRow,
    emailLowerCase: string,
    { address, previous }: SignInClient,
    audience: SignInAudience,
  ): Promise<string | undefined> {
    const { clock, ids } = this.#sources
    return this.#storage.write(async (tx) => {
      const now = clock.now()
      const users = await tx.all(listSignInUsers, { emailLowerCase, limit: maxUsersOfEmail })
      const current = users.find(({ id }) => id === user.id)
      if (current?.passwordHash !== user.passwordHash || !isOf(audience, current)) return undefined
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
    }, 'access')
  }

  /** An unknown email is not logged: people type passwords into the wrong field. */
  async #noteFailure(user: SignInUserRow | undefined, address: string): Promise<void> {
    await recordRefusal(this.#storage, this.#sources, 'sign-in.failed', { userId: user?.id, address })
  }
}

const isOf = (audience: SignInAudience, user: SignInUserRow) =>
  audience === 'users' || roleOfUser(user) === 'owner'

/** A password over the length limit is as wrong as an empty one, and costs no more. */
const boundedPassword = (password: string) => (Buffer.byteLength(password) > maxPasswordBytes ? '' : password)
