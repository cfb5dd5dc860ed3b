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
import type { SecretBox } from './secret-box.ts'
import { roleOfUser, scopesOfRole } from './session-roles.ts'
import { findSessionUser, findSessionUserInLocation } from './session-store.ts'
import { readSessionToken, sessionTokenPrefix } from './session-token.ts'
import type { SigningKeySource } from './signing-key.ts'
import { findLiveTokenByHash, markTokenUsed, type TokenRow } from './token-store.ts'

const maxVerifiedTokens = 10_000
/** How exactly the last use of a private integration token is recorded. */
const usePrecisionMs = 60 * 60 * 1000

export interface TokenLookupDependencies {
  storage: Storage
  clock: Clock
  ids: Ids
  signingKey: SigningKeySource
  /** Signs the tokens of sessions. */
  secrets: SecretBox
}

/** What the database says about a valid token. */
export interface FoundToken {
  principal: Principal
  /** When the token must be looked up again, in milliseconds since 1970. */
  expiresAt: number
}

/** Looks up a token in the database. @throws ApiError 401 if it is not valid. */
export type TokenLookup = (token: string) => Promise<FoundToken>

/**
 * Creates the lookup of tokens of every kind. Verified signatures stay valid and are cached, since verifying one costs 30
 * times as much as reading its grant.
 */
export function tokenLookup(dependencies: TokenLookupDependencies): TokenLookup {
  /** By the token's hash. */
  const verified = new BoundedCache<string, VerifiedToken>(maxVerifiedTokens)
  return (token) => {
    if (token.startsWith('pit-')) return findPrivateToken(dependencies, token)
    if (token.startsWith(sessionTokenPrefix)) return findSessionToken(dependencies, token)
    return findAccessToken(dependencies, verified, token)
  }
}

async function findPrivateToken(dependencies: TokenLookupDependencies, token: string): Promise<FoundToken> {
  const { storage, clock } = dependencies
  const hash = hashToken(token)
  const row = await storage.read((tx) => tx.get(findLiveTokenByHash, { hash }))
  if (!row) throw errors.privateTokenInvalid()
  const now = clock.now()
  const isNoted = row.dateLastUsed !== null && row.dateLastUsed >= now - usePrecisionMs
  if (!isNoted) await noteUse(dependencies, row, now)
  const notedAt = isNoted && row.dateLastUsed !== null ? row.dateLastUsed : now
  // Is read again for the next use to be recorded.
  return { principal: privatePrincipal(row), expiresAt: notedAt + usePrecisionMs }
}

/** If the database can't be written (disk full), the token still works, and a later use is recorded. */
async function noteUse(
  { storage, clock, ids }: TokenLookupDependencies,
  row: TokenRow,
  now: number,
): Promise<void> {
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

async function findAccessToken(
  { storage, clock, signingKey }: TokenLookupDependencies,
  verified: BoundedCache<string, VerifiedToken>,
  token: string,
): Promise<FoundToken> {
  const hash = hashToken(token)
  const claims = verified.get(hash) ?? (await verifyToken(await signingKey(), clock, 'access', token))
  if (!claims || claims.expiresAt <= clock.now()) throw errors.accessTokenInvalid()
  verified.set(hash, claims)
  const grant = await storage.read((tx) => tx.get(findLiveGrant, { id: claims.grantId }))
  if (!grant) throw errors.accessTokenInvalid()
  return { principal: appPrincipal(grant), expiresAt: claims.expiresAt }
}

async function findSessionToken(
  { storage, clock, secrets }: TokenLookupDependencies,
  token: string,
): Promise<FoundToken> {
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
