import { errors } from '../http/errors.ts'
import { BoundedCache } from '../lib/bounded-cache.ts'
import type { Storage } from '../storage/storage.ts'
import type { Principal } from './principal.ts'
import { hashToken } from './private-integration-token.ts'
import { findLiveTokenByHash, type TokenRow } from './token-store.ts'

const maxCachedTokens = 10_000

export type Authenticate = (authorization: string | undefined) => Principal | Promise<Principal>

/**
 * Makes the check of bearer tokens. A token that was seen is remembered until anything at all is committed,
 * by this process or another: a revoked token is refused from the next request on.
 * @returns a function from the `Authorization` header to the principal; throws ApiError 401.
 */
export function tokenCheck(storage: Storage): Authenticate {
  const remembered = new BoundedCache<string, Principal>(maxCachedTokens)
  let stamp = storage.changeStamp()

  return (authorization) => {
    const token = bearerToken(authorization)
    const hash = hashToken(token)
    const now = storage.changeStamp()
    if (now !== stamp) {
      remembered.clear()
      stamp = now
    }
    return remembered.get(hash) ?? lookUp(token, hash)
  }

  async function lookUp(token: string, hash: string): Promise<Principal> {
    const asked = stamp
    const row = await storage.read((tx) => tx.get(findLiveTokenByHash, { hash }))
    if (!row) throw token.startsWith('pit-') ? errors.privateTokenInvalid() : errors.accessTokenInvalid()
    const principal = toPrincipal(row)
    // What was read before a change must not be remembered after it.
    if (asked === stamp) remembered.set(hash, principal)
    return principal
  }
}

/** The scheme in any case; white space around the token is trimmed, as HighLevel does. */
function bearerToken(authorization: string | undefined): string {
  const token = /^\s*bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw errors.tokenMissing()
  return token
}

const toPrincipal = (row: TokenRow): Principal => ({
  tokenId: row.id,
  companyId: row.companyId,
  locationId: row.locationId ?? undefined,
  scopes: new Set(row.scopes.split(' ')),
})
