import { recordAudit } from '../auth/audit.ts'
import { findLiveGrant, type GrantRow, revokeGrant } from '../auth/grant-store.ts'
import { hashToken } from '../auth/private-integration-token.ts'
import { SecretBox } from '../auth/secret-box.ts'
import { errors } from '../http/errors.ts'
import type { WriteTx } from '../storage/storage.ts'
import { authenticateClient } from './authenticate-client.ts'
import { approvedLocationsOf, type SignedTokens, signTokens, type TokenAnswer } from './issue-tokens.ts'
import type { OAuthContext } from './oauth-context.ts'
import {
  deleteRefreshTokensExpiredBefore,
  findRefreshToken,
  forgetAnswersUsedBefore,
  insertRefreshToken,
  markRefreshTokenUsed,
  type RefreshTokenRow,
} from './refresh-token-store.ts'

const purpose = 'refresh-answer'

/**
 * Exchanges a refresh token for new tokens; each can be used once. During a short grace period its client gets the
 * same new tokens again (SDK 2.3.0 sends one token several times concurrently). A later use means that someone has a
 * copy, and revokes the grant.
 * @throws ApiError 401 `UnAuthorized!`, 400 `invalid_grant`.
 */
export async function refreshTokens(
  context: OAuthContext,
  request: { clientId: string; clientSecret: string; refreshToken: string },
): Promise<TokenAnswer> {
  const { storage, clock } = context
  const { clientId, clientSecret } = request
  await authenticateClient(context, clientId, clientSecret, errors.clientOfRefreshInvalid)
  const hash = hashToken(request.refreshToken)
  const row = await storage.read((tx) => tx.get(findRefreshToken, { hash }))
  const grant = row && (await storage.read((tx) => tx.get(findLiveGrant, { id: row.grantId })))
  if (!row || !grant || grant.clientId !== request.clientId) throw errors.refreshTokenInvalid()
  if (row.dateUsed !== null) return answerAgain(context, row, request.refreshToken)
  if (row.dateExpires <= clock.now()) throw errors.refreshTokenInvalid()

  const subject = subjectOf(grant)
  const approved = await storage.read((tx) => approvedLocationsOf(tx, subject))
  const signed = await signTokens(context, subject, approved)
  const faster = await storage.write(
    (tx) => persistTokens(tx, context, row, signed, request.refreshToken),
    'access',
  )
  return faster ? answerAgain(context, faster, request.refreshToken) : signed.answer
}

const subjectOf = (grant: GrantRow) => ({
  grantId: grant.id,
  clientId: grant.clientId,
  companyId: grant.companyId,
  locationId: grant.locationId ?? undefined,
  userId: grant.userId ?? undefined,
  scopes: grant.scopes.split(' '),
})

/** @returns the stored token if another request has used it first. */
async function persistTokens(
  tx: WriteTx,
  { clock, refreshGraceMs }: OAuthContext,
  { hash, grantId }: RefreshTokenRow,
  { answer, refreshToken }: SignedTokens,
  presented: string,
): Promise<RefreshTokenRow | undefined> {
  const now = clock.now()
  // The grant may have been revoked while the tokens were signed.
  if (!(await tx.get(findLiveGrant, { id: grantId }))) throw errors.refreshTokenInvalid()
  // Encrypted with the old token itself: the database alone does not reveal the new tokens.
  const sealedAnswer = boxOf(presented).seal(purpose, JSON.stringify(answer))
  if ((await tx.change(markRefreshTokenUsed, { hash, dateUsed: now, sealedAnswer })) === 0) {
    return tx.get(findRefreshToken, { hash })
  }
  await tx.run(insertRefreshToken, refreshToken)
  await tx.run(forgetAnswersUsedBefore, { grantId, before: now - refreshGraceMs })
  await tx.run(deleteRefreshTokensExpiredBefore, { before: now })
  return undefined
}

const boxOf = (token: string) => new SecretBox(Buffer.from(token))

async function answerAgain(
  { storage, clock, ids, refreshGraceMs }: OAuthContext,
  row: RefreshTokenRow,
  presented: string,
): Promise<TokenAnswer> {
  const usedFor = clock.now() - (row.dateUsed ?? 0)
  if (row.sealedAnswer !== null && usedFor < refreshGraceMs) {
    return JSON.parse(boxOf(presented).open(purpose, row.sealedAnswer)) as TokenAnswer
  }
  await storage.write(async (tx) => {
    await tx.run(revokeGrant, { id: row.grantId, dateRevoked: clock.now() })
    await recordAudit(tx, { clock, ids }, 'refresh-token.reused', { grantId: row.grantId })
  }, 'access')
  throw errors.refreshTokenInvalid()
}
