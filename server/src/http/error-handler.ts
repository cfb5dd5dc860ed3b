import type { FastifyError, FastifyInstance } from 'fastify'
import { StorageUnavailableError } from '../storage/storage.ts'
import { ApiError } from './api-error.ts'
import { errors } from './errors.ts'
import type { AnyRequest, Reply } from './messages.ts'
import { rateLimitHeaders, type Usage } from './rate-limit.ts'
import { pathOf } from './request-origin.ts'

declare module 'fastify' {
  interface FastifyRequest extends Pick<AnyRequest, 'hasTooManyValues' | 'textViolations' | 'refusedWith'> {}
}

/**
 * Counts a request against the rate limits of its token and returns the usage. Returns unused limits if the request has
 * no valid token, or if the database that would have to be asked is unavailable.
 */
export type CountRequest = (request: AnyRequest, isDatabaseAway?: boolean) => Promise<Usage>

/**
 * Turns an exception into an error of the table. Any other exception is logged and becomes a 500. Counts a request that
 * was refused before its rate limit was counted.
 */
export function registerErrorHandler(app: FastifyInstance, count: CountRequest): void {
  app.addHook('onRequest', (request, _reply, done) => {
    // Runs before the body is read: an unknown path is unknown regardless of the body.
    if (request.is404 || hasEmptyPart(request.url)) done(errors.routeNotFound(request.method, request.url))
    else done()
  })
  app.setNotFoundHandler((request) => {
    throw errors.routeNotFound(request.method, request.url)
  })
  app.setErrorHandler((error: FastifyError | Error, request, reply) =>
    sendError(error, request, reply, count),
  )
}

/** Ids are never empty: `/contacts//tags` is an unknown path, although the router matches it. */
export const hasEmptyPart = (url: string) => pathOf(url).includes('//')

/** Sends the response of the table for an error. */
export async function sendError(
  error: FastifyError | Error,
  request: AnyRequest,
  reply: Reply,
  count: CountRequest,
): Promise<Reply> {
  const apiError = toApiError(error, request)
  request.refusedWith = apiError
  if (apiError.statusCode >= 500) {
    // An outage is not a bug, so its message is logged without a stack.
    const why = apiError.statusCode === 503 ? { reason: error.message } : { err: error }
    request.server.log.error({ traceId: request.id, ...why }, 'request failed')
  }
  if (!reply.hasHeader('x-ratelimit-max')) {
    const isDatabaseAway = error instanceof StorageUnavailableError
    reply.headers(rateLimitHeaders(await count(request, isDatabaseAway)))
  }
  return reply
    .code(apiError.statusCode)
    .headers(apiError.headers)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(apiError.traced ? { ...apiError.body, traceId: request.id } : apiError.body))
}

/** The framework's own errors, by code. */
const frameworkErrors: Record<string, (request: AnyRequest) => ApiError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: errors.bodyTooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: errors.bodyNotJson,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    errors.malformedJson('The body is not as long as content-length says'),
  // The client disconnected while sending. Nobody receives this response, and the server did not fail.
  ECONNRESET: () => errors.malformedJson('The body ended before its time'),
  FST_ERR_BAD_URL: errors.malformedUrl,
  FST_ERR_ASYNC_CONSTRAINT: errors.malformedUrl,
  // A segment that is longer than any id is not part of a known path.
  FST_ERR_MAX_PARAM_LENGTH: ({ method, url }) => errors.routeNotFound(method, url),
}

function toApiError(error: FastifyError | Error, request: AnyRequest): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof StorageUnavailableError) return errors.unavailable()
  const known = 'code' in error ? frameworkErrors[error.code] : undefined
  return known ? known(request) : errors.internal()
}
