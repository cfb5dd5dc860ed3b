import { hash, timingSafeEqual } from 'node:crypto'
import { recordAudit, recordRefusal } from '../auth/audit.ts'
import { insertGrant, revokeGrant } from '../auth/grant-store.ts'
import { errors } from '../http/errors.ts'
import type { WriteTx } from '../storage/storage.ts'
import { authenticateClient } from './authenticate-client.ts'
import { type CodeRow, findCode, markCodeUsed } from './code-store.ts'
import { hashCode } from './install-app.ts'
import { findInstallationById } from './installation-store.ts'
import { approvedLocationsOf, type SignedTokens, signTokens, type TokenAnswer } from './issue-tokens.ts'
import type { OAuthContext } from './oauth-context.ts'
import { insertRefreshToken } from './refresh-token-store.ts'

export interface CodeExchange {
  clientId: string
  clientSecret: string
  code: string
  redirectUri?: string | undefined
  codeVerifier?: string | undefined
}

/**
 * Exchanges an authorization code for tokens. Like HighLevel, it reports an unknown code before it checks the client.
 * A code that is used twice is refused, and the grant of its first use is revoked.
 * @throws ApiError 401 `UnAuthorized!`, 401 `invalid_client`, 400 `invalid_grant`.
 */
export async function exchangeCode(context: OAuthContext, exchange: CodeExchange): Promise<TokenAnswer> {
  const { storage, clock, ids } = context
  const codeHash = hashCode(exchange.code)
  const code = await storage.read((tx) => tx.get(findCode, { hash: codeHash }))
  if (!code) throw errors.codeNotFound()
  await authenticateClient(context, exchange.clientId, exchange.clientSecret)
  if (code.clientId !== exchange.clientId) return refuse(context, exchange.clientId)
  if (code.grantId !== null) return refuseReuse(context, code, code.grantId)
  if (code.dateExpires <= clock.now() || !matchesRequest(code, exchange))
    return refuse(context, exchange.clientId)

  const installation = await storage.read((tx) => tx.get(findInstallationById, { id: code.installationId }))
  if (!installation) throw errors.codeInvalid()
  const subject = {
    grantId: ids.next(),
    clientId: code.clientId,
    companyId: installation.companyId,
    locationId: installation.locationId ?? undefined,
    userId: installation.userId ?? undefined,
    scopes: code.scopes.split(' '),
  }
  const approved = await storage.read((tx) => approvedLocationsOf(tx, subject))
  const signed = await signTokens(context, subject, approved)
  const usedBefore = await storage.write((tx) => persistGrant(tx, context, code, signed), 'access')
  return usedBefore === undefined ? signed.answer : refuseReuse(context, code, usedBefore)
}

/** Whether the redirect URI and the code verifier are those that the code was issued for. */
function matchesRequest(code: CodeRow, { redirectUri, codeVerifier }: CodeExchange): boolean {
  if (redirectUri !== undefined && redirectUri !== code.redirectUri) return false
  if (code.codeChallenge === null) return codeVerifier === undefined
  return codeVerifier !== undefined && isVerifierOf(code.codeChallenge, codeVerifier)
}

/** RFC 7636, S256. */
function isVerifierOf(challenge: string, verifier: string): boolean {
  if (!/^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)) return false
  const made = Buffer.from(hash('sha256', verifier, 'base64url'))
  const asked = Buffer.from(challenge)
  return made.length === asked.length && timingSafeEqual(made, asked)
}

/** @returns the grant of the code if another request has exchanged it first. */
async function persistGrant(
  tx: WriteTx,
  { clock, ids }: OAuthContext,
  code: CodeRow,
  { answer, refreshToken }: SignedTokens,
): Promise<string | undefined> {
  const grantId = refreshToken.grantId
  // The app may have been uninstalled while the tokens were signed.
  if (!(await tx.get(findInstallationById, { id: code.installationId }))) throw errors.codeInvalid()
  if ((await tx.change(markCodeUsed, { hash: code.hash, grantId })) === 0) {
    return (await tx.get(findCode, { hash: code.hash }))?.grantId ?? ''
  }
  await tx.run(insertGrant, {
    id: grantId,
    installationId: code.installationId,
    parentId: null,
    locationId: answer.locationId ?? null,
    scopes: answer.scope,
    dateAdded: clock.now(),
  })
  await tx.run(insertRefreshToken, refreshToken)
  await recordAudit(tx, { clock, ids }, 'grant.made', {
    clientId: code.clientId,
    companyId: answer.companyId,
    locationId: answer.locationId,
    userId: answer.userId,
    scopes: answer.scope.split(' '),
  })
  return undefined
}

/** Someone has the code who should not. It is unknown which of the two, so the grant is revoked for both. */
async function refuseReuse(
  { storage, clock, ids }: OAuthContext,
  code: CodeRow,
  grantId: string,
): Promise<never> {
  await storage.write(async (tx) => {
    const revoked = await tx.change(revokeGrant, { id: grantId, dateRevoked: clock.now() })
    if (revoked > 0) await recordAudit(tx, { clock, ids }, 'code.reused', { clientId: code.clientId })
  }, 'access')
  throw errors.codeInvalid()
}

/** A code of another client, or one with another redirect URI or verifier than it was issued for. */
async function refuse({ storage, clock, ids }: OAuthContext, clientId: string): Promise<never> {
  await recordRefusal(storage, { clock, ids }, 'code.refused', { clientId })
  throw errors.codeInvalid()
}
