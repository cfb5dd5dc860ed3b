import { jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../lib/clock.ts'
import { type SigningKey, signingAlgorithm } from './signing-key.ts'

/** An access token authenticates its subject; a refresh token can only be exchanged for new tokens. */
export type TokenUse = 'access' | 'refresh'

/** The content of a new token. */
export interface TokenSubject {
  authClass: 'Company' | 'Location'
  /** The id of the company or the location. */
  authClassId: string
  clientId: string
  grantId: string
  scopes: readonly string[]
}

/** Signs a JWT with HighLevel's claims and our own `grantId`, `use` and `jti`. Times are in seconds. */
export function signToken(
  key: SigningKey,
  clock: Clock,
  use: TokenUse,
  subject: TokenSubject,
  { id, lifetimeSeconds }: { id: string; lifetimeSeconds: number },
): Promise<string> {
  const nowSeconds = Math.floor(clock.now() / 1000)
  return new SignJWT({
    authClass: subject.authClass,
    authClassId: subject.authClassId,
    source: 'INTEGRATION',
    sourceId: subject.clientId,
    channel: 'OAUTH',
    primaryAuthClassId: subject.authClassId,
    oauthMeta: { scopes: subject.scopes, client: appIdOf(subject.clientId) },
    grantId: subject.grantId,
    use,
  })
    .setProtectedHeader({ alg: signingAlgorithm, kid: key.id, typ: 'JWT' })
    .setJti(id)
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + lifetimeSeconds)
    .sign(key.privateKey)
}

/** The claims of a token with a valid signature and valid times. */
export interface VerifiedToken {
  grantId: string
  /** Milliseconds since 1970. */
  expiresAt: number
}

/**
 * Checks the signature, the algorithm, the use and the times of a token, but not whether its grant is still valid.
 * @returns undefined for an invalid token, or one that is not valid now.
 */
export async function verifyToken(
  key: SigningKey,
  clock: Clock,
  use: TokenUse,
  token: string,
): Promise<VerifiedToken | undefined> {
  try {
    const { payload } = await jwtVerify(token, key.publicKey, {
      algorithms: [signingAlgorithm],
      typ: 'JWT',
      currentDate: new Date(clock.now()),
      requiredClaims: ['exp', 'iat', 'grantId', 'use'],
    })
    const issuedInFuture = (payload.iat ?? 0) * 1000 > clock.now() + clockToleranceMs
    if (payload.use !== use || typeof payload.grantId !== 'string' || issuedInFuture) return undefined
    return { grantId: payload.grantId, expiresAt: (payload.exp ?? 0) * 1000 }
  } catch {
    return undefined
  }
}

/** The tolerance for differences between the clocks of two nodes. */
const clockToleranceMs = 60_000

/** `<24 hex>-<8>`: the part before the hyphen is the app's id. */
export const appIdOf = (clientId: string): string => clientId.split('-')[0] ?? clientId
