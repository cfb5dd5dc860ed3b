import { errors } from '../http/errors.ts'
import { BoundedCache } from '../lib/bounded-cache.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { type MaybePromise, whenReady } from '../lib/when-ready.ts'
import { type Storage, StorageUnavailableError } from '../storage/storage.ts'
import { type VerifiedToken, verifyToken } from './access-token.ts'
import { recordAudit } from './audit.ts'
import { findLiveGrant, type GrantRow } from './grant-store.ts'
import type { Principal } from './principal.ts'
import { hashToken } from './private-integration-token.ts'
import type { SecretBox } from './secret-box.ts'
import { roleOfUser, scopesOfRole } from './session-roles.ts'
import { findSessionUser, findSessionUserInLocation } from './session-store.ts'
import { readSessionToken, sessionTokenPrefix } from './session-token.ts'
import type { SigningKeySource } from './signing-key.ts'
import { findLiveTokenByHash, markTokenUsed, type TokenRow } from './token-store.ts'

const maxCachedTokens = 10_000
/** The maximum length of a cached token: the longest that is issued has some 400 characters. */
const maxCachedTokenLength = 2_000
/** How exactly the last use of a private integration token is recorded. */
const usePrecisionMs = 60 * 60 * 1000

/** Finds the caller by an `Authorization` header: at once if its token is cached. @throws ApiError 401. */
export type Authenticate = (authorization: string | undefined) => MaybePromise<Principal>

export interface TokenCheckDependencies {
  storage: Storage
  clock: Clock
  ids: Ids
  signingKey: SigningKeySource
  /** Signs the tokens of sessions. */
  secrets: SecretBox
}

interface Remembered {
  principal: Principal
  /** Milliseconds since 1970. */
  expiresAt: number
}

/**
 * Creates the check of bearer tokens. Tokens are cached until this process or another commits anything but contacts: a
 * revoked token is refused from the next request on. Verified signatures stay valid and are cached for longer, since
 * verifying one costs 30 times as much as the lookup.
 * @returns a function from the `Authorization` header to the principal; throws ApiError 401.
 */
export function tokenCheck({
  storage,
  clock,
  ids,
  signingKey,
  secrets,
}: TokenCheckDependencies): Authenticate {
  /** By the token itself, which is kept only as long as this cache is: hashing it would take 2 µs of each request. */
  const remembered = new BoundedCache<string, Remembered>(maxCachedTokens)
  /** By the token's hash. */
  const verified = new BoundedCache<string, VerifiedToken>(maxCachedTokens)
  let stamp: number | undefined
  /** Whether the check for changes of this turn has begun; and its promise, if it is pending. */
  let hasAsked = false
  let asked: MaybePromise<void>

  /**
   * Clears the cache after a change. Runs once per turn of the event loop for all requests of that turn: a client that
   * has seen a token revoked sends its next request in a later turn. One check per request took 6 % of an update.
   */
  const forgetWhatChanged = (): MaybePromise<void> => {
    if (!hasAsked) {
      asked = whenReady(storage.changeStamp(), trustFrom)
      hasAsked = true
      setImmediate(() => {
        hasAsked = false
        asked = undefined
      })
    }
    return asked
  }

  const trustFrom = (changeStamp: number): void => {
    if (changeStamp === stamp) return
    remembered.clear()
    stamp = changeStamp
  }

  const find = (token: string): MaybePromise<Principal> => {
    const known = remembered.get(token)
    return known && known.expiresAt > clock.now() ? known.principal : lookUp(token)
  }

  return (authorization) => {
    const token = bearerToken(authorization)
    return whenReady(forgetWhatChanged(), () => find(token))
  }

  async function lookUp(token: string): Promise<Principal> {
    const stampBefore = stamp
    const hash = hashToken(token)
    const found = token.startsWith('pit-')
      ? await privateToken(hash)
      : token.startsWith(sessionTokenPrefix)
        ? await sessionToken(token)
        : await accessToken(token, hash)
    // Must not cache what was read before a change.
    if (stampBefore === stamp && token.length <= maxCachedTokenLength) remembered.set(token, found)
    return found.principal
  }

  async function privateToken(hash: string): Promise<Remembered> {
    const row = await storage.read((tx) => tx.get(findLiveTokenByHash, { hash }))
    if (!row) throw errors.privateTokenInvalid()
    const now = clock.now()
    const isNoted = row.dateLastUsed !== null && row.dateLastUsed >= now - usePrecisionMs
    if (!isNoted) await noteUse(row, now)
    const notedAt = isNoted && row.dateLastUsed !== null ? row.dateLastUsed : now
    // Is read again for the next use to be recorded.
    return { principal: privatePrincipal(row), expiresAt: notedAt + usePrecisionMs }
  }

  async function accessToken(token: string, hash: string): Promise<Remembered> {
    const claims = verified.get(hash) ?? (await verifyToken(await signingKey(), clock, 'access', token))
    if (!claims || claims.expiresAt <= clock.now()) throw errors.accessTokenInvalid()
    verified.set(hash, claims)
    const grant = await storage.read((tx) => tx.get(findLiveGrant, { id: claims.grantId }))
    if (!grant) throw errors.accessTokenInvalid()
    return { principal: appPrincipal(grant), expiresAt: claims.expiresAt }
  }

  async function sessionToken(token: string): Promise<Remembered> {
    const read = readSessionToken(secrets, token)
    const now = clock.now()
    if (!read || read.expiresAt <= now) throw errors.accessTokenInvalid()
    const { sessionHash: hash, locationId } = read
    const person = await storage.read((tx) =>
      locationId === undefined
        ? tx.get(findSessionUser, { hash, now })
        : tx.get(findSessionUserInLocation, { hash, now, locationId }),
    )
    if (!person) throw errors.accessTokenInvalid()
    const role = roleOfUser(person)
    if (locationId === undefined && role !== 'owner') throw errors.accessTokenInvalid()
    const { userId, companyId, dateExpires } = person
    const principal: Principal = {
      kind: 'session',
      sourceId: userId,
      companyId,
      locationId,
      scopes: scopesOfRole[role],
      rateLimitKey: `${userId}:${locationId ?? companyId}`,
      role,
    }
    return { principal, expiresAt: Math.min(read.expiresAt, dateExpires) }
  }

  /** If the database can't be written (disk full), the token still works, and a later use is recorded. */
  async function noteUse(row: TokenRow, now: number): Promise<void> {
    try {
      await storage.write(async (tx) => {
        const noted = await tx.change(markTokenUsed, { id: row.id, now, before: now - usePrecisionMs })
        if (noted === 0 || row.dateFirstUsed !== null) return
        await recordAudit(tx, { clock, ids }, 'token.first-used', { tokenId: row.id, name: row.name })
      }, 'access')
    } catch (error) {
      if (!(error instanceof StorageUnavailableError)) throw error
    }
  }
}

/** Accepts the scheme in any case and trims white space around the token, as HighLevel does. */
function bearerToken(authorization: string | undefined): string {
  const token = /^\s*bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw errors.tokenMissing()
  return token
}

const privatePrincipal = (row: TokenRow): Principal => ({
  kind: 'private',
  sourceId: row.id,
  companyId: row.companyId,
  locationId: row.locationId ?? undefined,
  scopes: new Set(row.scopes.split(' ')),
  rateLimitKey: row.locationId ?? row.companyId,
})

const appPrincipal = (grant: GrantRow): Principal => ({
  kind: 'oauth',
  sourceId: grant.clientId,
  companyId: grant.companyId,
  locationId: grant.locationId ?? undefined,
  scopes: new Set(grant.scopes.split(' ')),
  rateLimitKey: `${grant.clientId}:${grant.locationId ?? grant.companyId}`,
  grantId: grant.id,
})
