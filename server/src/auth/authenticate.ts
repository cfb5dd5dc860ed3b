import { errors } from '../http/errors.ts'
import { BoundedCache } from '../lib/bounded-cache.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { type Storage, StorageUnavailableError } from '../storage/storage.ts'
import { type VerifiedToken, verifyToken } from './access-token.ts'
import { recordAudit } from './audit.ts'
import { findLiveGrant, type GrantRow } from './grant-store.ts'
import type { Principal } from './principal.ts'
import { hashToken } from './private-integration-token.ts'
import type { SigningKeySource } from './signing-key.ts'
import { findLiveTokenByHash, markTokenUsed, type TokenRow } from './token-store.ts'

const maxCachedTokens = 10_000
/** Of a token that is remembered: the longest that is made has some 400 characters. */
const maxCachedTokenLength = 2_000

export type Authenticate = (authorization: string | undefined) => Promise<Principal>

export interface TokenCheckDependencies {
  storage: Storage
  clock: Clock
  ids: Ids
  signingKey: SigningKeySource
}

interface Remembered {
  principal: Principal
  /** Milliseconds since 1970. */
  expiresAt: number
}

/**
 * Makes the check of bearer tokens. A token that was seen is remembered until anything but contacts is committed,
 * by this process or another: a revoked token is refused from the next request on. That a signature is right
 * stays so, and is remembered longer: checking one costs 30 times what the look-up costs.
 * @returns a function from the `Authorization` header to the principal; throws ApiError 401.
 */
export function tokenCheck({ storage, clock, ids, signingKey }: TokenCheckDependencies): Authenticate {
  /** By the token itself, which is held no longer than that: making its hash would be 2 µs of each request. */
  const remembered = new BoundedCache<string, Remembered>(maxCachedTokens)
  /** By the token's hash. */
  const verified = new BoundedCache<string, VerifiedToken>(maxCachedTokens)
  let stamp: number | undefined
  /** Whether anything changed, asked in this turn; undefined where nobody has asked. */
  let asked: Promise<void> | undefined

  /**
   * Forgets what was remembered before a change. Asked once a turn of the event loop, for all requests that
   * came with it: whoever has seen a token revoked sends a request that comes with a later turn. Asking for
   * each was 6 % of an update.
   */
  const forgetWhatChanged = (): Promise<void> => {
    if (asked === undefined) {
      asked = trustFrom(storage.changeStamp())
      setImmediate(() => {
        asked = undefined
      })
    }
    return asked
  }

  const trustFrom = async (changeStamp: number | Promise<number>): Promise<void> => {
    const now = await changeStamp
    if (now === stamp) return
    remembered.clear()
    stamp = now
  }

  return async (authorization) => {
    const token = bearerToken(authorization)
    await forgetWhatChanged()
    const known = remembered.get(token)
    return known && known.expiresAt > clock.now() ? known.principal : lookUp(token)
  }

  async function lookUp(token: string): Promise<Principal> {
    const stampBefore = stamp
    const hash = hashToken(token)
    const found = token.startsWith('pit-') ? await privateToken(hash) : await accessToken(token, hash)
    // What was read before a change must not be remembered after it.
    if (stampBefore === stamp && token.length <= maxCachedTokenLength) remembered.set(token, found)
    return found.principal
  }

  async function privateToken(hash: string): Promise<Remembered> {
    const row = await storage.read((tx) => tx.get(findLiveTokenByHash, { hash }))
    if (!row) throw errors.privateTokenInvalid()
    if (row.dateFirstUsed === null) await noteFirstUse(row)
    return { principal: privatePrincipal(row), expiresAt: Number.POSITIVE_INFINITY }
  }

  async function accessToken(token: string, hash: string): Promise<Remembered> {
    const claims = verified.get(hash) ?? (await verifyToken(await signingKey(), clock, 'access', token))
    if (!claims || claims.expiresAt <= clock.now()) throw errors.accessTokenInvalid()
    verified.set(hash, claims)
    const grant = await storage.read((tx) => tx.get(findLiveGrant, { id: claims.grantId }))
    if (!grant) throw errors.accessTokenInvalid()
    return { principal: appPrincipal(grant), expiresAt: claims.expiresAt }
  }

  /** A database that can't take a note (a full disk) still lets readers in: the next use notes it. */
  async function noteFirstUse(row: TokenRow): Promise<void> {
    try {
      await storage.write(async (tx) => {
        if ((await tx.change(markTokenUsed, { id: row.id, dateFirstUsed: clock.now() })) === 0) return
        await recordAudit(tx, { clock, ids }, 'token.first-used', { tokenId: row.id, name: row.name })
      }, 'access')
    } catch (error) {
      if (!(error instanceof StorageUnavailableError)) throw error
    }
  }
}

/** The scheme in any case; white space around the token is trimmed, as HighLevel does. */
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
