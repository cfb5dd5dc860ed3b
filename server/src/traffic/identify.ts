import { hashToken } from '../auth/private-integration-token.ts'
import { findLiveTokenByHash } from '../auth/token-store.ts'
import type { Storage } from '../storage/storage.ts'

/** Whose a token is, as far as is known without checking it. */
export interface Identity {
  token: string | null
  locationId: string | null
}

/** Of a request without a token that is known. */
export const noIdentity: Identity = { token: null, locationId: null }

/** Tells whose token an `Authorization` header has. A JWT is read and not verified: nothing is allowed by this. */
export async function identify(
  storage: Pick<Storage, 'read'>,
  authorization: string | undefined,
): Promise<Identity> {
  const token = /^\s*bearer\s+(\S+)/i.exec(authorization ?? '')?.[1]
  if (token === undefined) return noIdentity
  if (!token.startsWith('pit-')) return claimed(token)
  const row = await storage.read((tx) => tx.get(findLiveTokenByHash, { hash: hashToken(token) }))
  return row ? { token: row.id, locationId: row.locationId } : noIdentity
}

function claimed(token: string): Identity {
  const claims = claimsOf(token)
  if (typeof claims?.grantId !== 'string') return noIdentity
  const isOfLocation = claims.authClass === 'Location' && typeof claims.authClassId === 'string'
  return { token: claims.grantId, locationId: isOfLocation ? String(claims.authClassId) : null }
}

/** The claims of a JWT, unverified. */
export function claimsOf(token: string): Record<string, unknown> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? { ...claims } : undefined
  } catch {
    return undefined
  }
}
