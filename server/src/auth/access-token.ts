import { jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../lib/clock.ts'
import { type SigningKey, signingAlgorithm } from './signing-key.ts'

/** An access token says whom it stands for; a refresh token is good for nothing but new ones. */
export type TokenUse = 'access' | 'refresh'

/** What a token is made for. */
export interface TokenSubject {
  authClass: 'Company' | 'Location'
  /** The company's id or the location's. */
  authClassId: string
  clientId: string
  grantId: string
  scopes: readonly string[]
}

/** Signs a JWT with HighLevel's claims, and `grantId`, `use` and `jti` of our own. Times in seconds. */
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

/** What is left of a token once its signature and its times are right. */
export interface VerifiedToken {
  grantId: string
  /** Milliseconds since 1970. */
  expiresAt: number
}

/**
 * Checks the signature, the algorithm, the use and the times of a token. Whether its grant lives is another
 * question.
 * @returns undefined for a token that is none, or not now.
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

/** Between the clocks of two nodes. */
const clockToleranceMs = 60_000

/** `<24 hex>-<8>`: the part before the hyphen is the app's id. */
export const appIdOf = (clientId: string): string => clientId.split('-')[0] ?? clientId
