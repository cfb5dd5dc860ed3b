import formbody from '@fastify/formbody'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { principalOf } from '../auth/authorization.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import type { ApiError } from '../http/api-error.ts'
import type { App } from '../http/app.ts'
import { errors } from '../http/errors.ts'
import { operation } from '../http/operation.ts'
import type { Pipeline } from '../http/pipeline.ts'
import { isVersion3 } from '../http/version-header.ts'
import { exchangeCode } from './exchange-code.ts'
import { listInstalledLocations } from './installed-locations.ts'
import { pageOf } from './installed-locations-page.ts'
import { createLocationToken } from './location-token.ts'
import type { OAuthContext } from './oauth-context.ts'
import {
  inCamelCase,
  installedLocationsPageQuery,
  installedLocationsQuery,
  type LocationTokenBody,
  locationTokenBody,
  oauthAnswers,
  readListQuery,
  readPageQuery,
} from './oauth-schemas.ts'
import { refreshTokens } from './refresh-tokens.ts'
import { basicCredentials, readTokenRequest } from './token-request.ts'

const tag = 'OAuth 2.0'
const maxFormBytes = 64 * 1024

const locationTokenOperation = (version: 'dated' | 'v3') =>
  operation({
    ...accessOf('get-location-access-token', version),
    summary: 'Get Location Access Token from Agency Token',
    description:
      "Makes an access token for one location of the company that the caller's app is installed in.",
    tag,
    body: locationTokenBody,
    examples: { 'One location': { companyId: '5DP4iH6HLkQsiKESj6rh', locationId: 've9EPM428h8vShlRW1KT' } },
    answer: {
      status: 201,
      description: 'The tokens.',
      schema: version === 'v3' ? oauthAnswers.version3Tokens : oauthAnswers.tokens,
    },
    refusals: ['locationUnreachable'],
  })

const installedLocations = {
  summary: 'Get Location where app is installed',
  description: "The locations of the company, and whether the caller's app is installed in each.",
  tag,
  refusals: ['locationUnreachable'],
} as const

const ofDatedVersions = accessOf('get-installed-location', 'dated')
const installedLocationsOperation = operation({
  ...installedLocations,
  ...ofDatedVersions,
  access: { ...ofDatedVersions.access, isGoneInVersion3: true },
  querystring: installedLocationsQuery,
  answer: { status: 200, description: 'The locations.', schema: oauthAnswers.installedLocations },
  refusals: [...installedLocations.refusals, 'goneInVersion3'],
})

const installedLocationsPageOperation = operation({
  ...accessOf('get-installed-location', 'v3'),
  ...installedLocations,
  querystring: installedLocationsPageQuery,
  answer: {
    status: 200,
    description: 'A page of the locations.',
    schema: oauthAnswers.installedLocationsPage,
  },
})

/** The token endpoint, which needs no token. */
export async function registerTokenRoutes(app: App, context: OAuthContext): Promise<void> {
  await app.register(formbody, { bodyLimit: maxFormBytes })

  app.setErrorHandler((error, request, reply) => {
    // Even for an unreadable body, this endpoint responds in the form of RFC 6749.
    const { statusCode = 500, body } = error as Partial<ApiError>
    const isByBasic = context.isBasicTaken && basicCredentials(request.headers.authorization) !== undefined
    if (isByBasic && statusCode === 401) reply.header('www-authenticate', 'Basic realm="contactd"')
    if (statusCode >= 500 || (body && 'error_description' in body)) throw error
    throw errors.requestInvalid(
      statusCode,
      error instanceof Error ? error.message : 'The request is malformed',
    )
  })
  app.post('/oauth/token', { schema: { hide: true } }, async (request, reply) => {
    const basic = basicCredentials(request.headers.authorization)
    const asked = readTokenRequest(request.body, basic && !context.isBasicTaken ? 'ignored' : basic)
    const answer =
      asked.grantType === 'authorization_code'
        ? await exchangeCode(context, asked)
        : await refreshTokens(context, asked)
    reply.header('cache-control', 'no-store')
    return isVersion3(request) ? inCamelCase({ ...answer }) : answer
  })
}

/** The operations of apps that are installed in a company, behind the authorization. */
export async function registerCompanyAppRoutes(
  app: App,
  pipeline: Pipeline,
  context: OAuthContext,
): Promise<void> {
  await app.register(formbody, { bodyLimit: maxFormBytes })

  app.post(
    '/oauth/locationToken',
    pipeline.onFastify(locationTokenOperation('dated')),
    async (request, reply) => sendLocationToken(request, reply, request.body),
  )
  app.post(
    '/oauth/location-token',
    pipeline.onFastify(locationTokenOperation('v3')),
    async (request, reply) => sendLocationToken(request, reply, request.body),
  )

  app.get('/oauth/installedLocations', pipeline.onFastify(installedLocationsOperation), async (request) => {
    const query = readListQuery(request.query)
    return listInstalledLocations(context.storage, principalOf(request), query)
  })

  app.get(
    '/oauth/installed-locations',
    pipeline.onFastify(installedLocationsPageOperation),
    async (request) => {
      const query = readPageQuery(request.query)
      const found = await listInstalledLocations(context.storage, principalOf(request), query)
      return pageOf(found, query)
    },
  )

  async function sendLocationToken(request: FastifyRequest, reply: FastifyReply, body: LocationTokenBody) {
    const answer = await createLocationToken(context, principalOf(request), body)
    reply.code(201).header('cache-control', 'no-store')
    return isVersion3(request) ? inCamelCase({ ...answer }) : answer
  }
}
