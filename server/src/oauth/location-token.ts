import { findLocation } from '../api/locations/location-store.ts'
import { recordAudit } from '../auth/audit.ts'
import { findChildGrant, findLiveGrant, insertGrant } from '../auth/grant-store.ts'
import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import type { ReadTx } from '../storage/storage.ts'
import { accessLifetimeSeconds, signTokens, type TokenAnswer } from './issue-tokens.ts'
import type { OAuthContext } from './oauth-context.ts'
import { deleteOlderRefreshTokens, insertRefreshToken } from './refresh-token-store.ts'

/** Repeated requests for the same location leave at most this many refresh tokens, the newest. */
const keptRefreshTokens = 10

/** The scopes that HighLevel adds to such a token. */
const addedScopes = ['oauth.readonly', 'oauth.write']

/**
 * Creates a token for one location of the company that the caller's app is installed in. It depends on the caller's
 * grant and ends with it.
 * @throws ApiError 401 if the location does not exist or is not the company's, or the caller's grant has ended.
 */
export async function createLocationToken(
  context: OAuthContext,
  principal: Principal,
  { companyId, locationId }: { companyId: string; locationId: string },
): Promise<TokenAnswer> {
  const { storage, clock, ids } = context
  const found = await storage.read((tx) => findParts(tx, principal, locationId))
  if (!found || found.companyOfLocation !== companyId || companyId !== principal.companyId) {
    throw errors.locationUnreachable()
  }
  const { parent, child } = found
  const subject = {
    grantId: child?.id ?? ids.next(),
    clientId: parent.clientId,
    companyId,
    locationId,
    userId: parent.userId ?? undefined,
    scopes: [...new Set([...principal.scopes, ...addedScopes])],
  }
  const { answer, refreshToken } = await signTokens(context, subject, [], accessLifetimeSeconds)
  await storage.write(async (tx) => {
    // If the grant has been revoked meanwhile, its child grants are revoked, too: none may be added.
    if (!(await tx.get(findLiveGrant, { id: parent.id }))) throw errors.accessTokenInvalid()
    if (!(await tx.get(findLocation, { id: locationId }))) throw errors.locationUnreachable()
    if (!child) {
      await tx.run(insertGrant, {
        id: subject.grantId,
        installationId: parent.installationId,
        parentId: parent.id,
        locationId,
        scopes: answer.scope,
        dateAdded: clock.now(),
      })
      await recordAudit(tx, { clock, ids }, 'grant.made', {
        clientId: parent.clientId,
        companyId,
        locationId,
      })
    }
    await tx.run(insertRefreshToken, refreshToken)
    await tx.run(deleteOlderRefreshTokens, { grantId: refreshToken.grantId, keep: keptRefreshTokens })
  }, 'access')
  return answer
}

/** The caller's grant, its existing child grant for the location, and the location's company. */
async function findParts(tx: ReadTx, { grantId }: Principal, locationId: string) {
  const parent = grantId === undefined ? undefined : await tx.get(findLiveGrant, { id: grantId })
  const location = await tx.get(findLocation, { id: locationId })
  if (!parent || !location) return undefined
  const child = await tx.get(findChildGrant, { parentId: parent.id, locationId })
  return { parent, child, companyOfLocation: location.companyId }
}
