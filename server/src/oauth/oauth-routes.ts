import formbody from '@fastify/formbody'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../auth/gate.ts'
import type { App } from '../http/app.ts'
import { operation } from '../http/operation.ts'
import { checkedBody, checkedQuery } from '../http/validation.ts'
import { exchangeCode } from './exchange-code.ts'
import { type InstalledLocationsQuery, listInstalledLocations } from './installed-locations.ts'
import type { TokenAnswer } from './issue-tokens.ts'
import { createLocationToken } from './location-token.ts'
import type { OAuthContext } from './oauth-context.ts'
import { installedLocationsQuery, locationTokenBody, oauthAnswers, readListQuery } from './oauth-schemas.ts'
import { refreshTokens } from './refresh-tokens.ts'
import { readTokenRequest } from './token-request.ts'

/** The token endpoint, and the public key. No token is wanted here: `Authorization` is not looked at. */
export async function registerTokenRoutes(app: App, context: OAuthContext): Promise<void> {
  await app.register(formbody, { bodyLimit: 64 * 1024 })

  app.post('/oauth/token', { schema: { hide: true } }, async (request, reply) => {
    const asked = readTokenRequest(request.body)
    const answer =
      asked.grantType === 'authorization_code'
        ? await exchangeCode(context, asked)
        : await refreshTokens(context, asked)
    return sendTokens(reply, request.headers.version === 'v3' ? camelCased(answer) : answer)
  })

  app.get('/_contactd/keys', { schema: { hide: true } }, async () => ({ keys: [context.signingKey.jwk] }))
}
