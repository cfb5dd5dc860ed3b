import { listLocationIdsOfCompany } from '../api/locations/location-store.ts'
import { signToken } from '../auth/access-token.ts'
import { hashToken } from '../auth/private-integration-token.ts'
import type { ReadTx } from '../storage/storage.ts'
import type { OAuthContext } from './oauth-context.ts'

export const accessLifetimeSeconds = 24 * 60 * 60
const refreshLifetimeSeconds = 365 * 24 * 60 * 60
/** The maximum number of approved locations in a response. */
const maxApprovedLocations = 10_000

/** The grant, existing or new, that tokens are issued for. */
export interface GrantSubject {
  grantId: string
  clientId: string
  companyId: string
  /** Undefined for a company's grant. */
  locationId: string | undefined
  userId: string | undefined
  scopes: readonly string[]
}

/** The response of the token endpoint, with its keys in HighLevel's order. */
export interface TokenAnswer {
  access_token: string
  token_type: 'Bearer'
  expires_in: number
  refresh_token: string
  scope: string
  refreshTokenId: string
  userType: 'Company' | 'Location'
  companyId: string
  locationId?: string
  userId?: string
  approvedLocations: string[]
  isBulkInstallation: boolean
}

/** Signed tokens that are not stored yet. */
export interface SignedTokens {
  answer: TokenAnswer
  refreshToken: { hash: string; grantId: string; dateExpires: number }
}

/**
 * Signs an access token and a refresh token. Call before the transaction that stores them: a signature takes a
 * millisecond.
 * @param expiresInSeconds the number in the response; like HighLevel's, it is a second less than the lifetime.
 */
export async function signTokens(
  context: OAuthContext,
  subject: GrantSubject,
  approvedLocations: string[],
  expiresInSeconds: number = accessLifetimeSeconds - 1,
): Promise<SignedTokens> {
  const { clock, ids } = context
  const signingKey = await context.signingKey()
  const { companyId, locationId, grantId, clientId, scopes } = subject
  const userType = locationId === undefined ? 'Company' : 'Location'
  const claims = {
    authClass: userType,
    authClassId: locationId ?? companyId,
    clientId,
    grantId,
    scopes,
  } as const
  const refreshTokenId = ids.next()
  const [accessToken, refreshToken] = await Promise.all([
    signToken(signingKey, clock, 'access', claims, {
      id: ids.next(),
      lifetimeSeconds: accessLifetimeSeconds,
    }),
    signToken(signingKey, clock, 'refresh', claims, {
      id: refreshTokenId,
      lifetimeSeconds: refreshLifetimeSeconds,
    }),
  ])
  return {
    answer: {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: expiresInSeconds,
      refresh_token: refreshToken,
      scope: scopes.join(' '),
      refreshTokenId,
      userType,
      companyId,
      ...(locationId !== undefined && { locationId }),
      ...(subject.userId !== undefined && { userId: subject.userId }),
      approvedLocations,
      isBulkInstallation: false,
    },
    refreshToken: {
      hash: hashToken(refreshToken),
      grantId,
      dateExpires: clock.now() + refreshLifetimeSeconds * 1000,
    },
  }
}

/** The locations of a company's grant; empty for a location's grant. */
export async function approvedLocationsOf(
  tx: ReadTx,
  { companyId, locationId }: { companyId: string; locationId: string | undefined },
): Promise<string[]> {
  if (locationId !== undefined) return []
  const rows = await tx.all(listLocationIdsOfCompany, { companyId, limit: maxApprovedLocations })
  return rows.map((row) => row.id)
}
