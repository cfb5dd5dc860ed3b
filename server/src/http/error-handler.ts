import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { StorageUnavailableError } from '../storage/storage.ts'
import { ApiError, errors } from './errors.ts'
import { type RateLimits, rateLimitHeaders } from './rate-limit.ts'

/**
 * Turns whatever was thrown into an answer of the catalogue. What the catalogue doesn't know is a 500, and
 * logged. An answer to a request that wasn't counted shows untouched rate limits.
 */
export function registerErrorHandler(app: FastifyInstance, rateLimits: RateLimits): void {
  app.addHook('onRequest', async (request) => {
    // Before the body is looked at: an unknown path is unknown whatever is sent to it.
    if (request.is404) throw errors.routeNotFound(request.method, request.url)
  })
  app.setNotFoundHandler((request) => {
    throw errors.routeNotFound(request.method, request.url)
  })
  app.setErrorHandler((error: FastifyError | Error, request, reply) =>
    sendError(error, request, reply, rateLimits),
  )
}

/** Answers with what the catalogue has for an error. */
export function sendError(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
  rateLimits: RateLimits,
): FastifyReply {
  const apiError = toApiError(error, request)
  if (apiError.statusCode >= 500) request.log.error({ traceId: request.id, err: error }, 'request failed')
  if (!reply.hasHeader('x-ratelimit-max')) reply.headers(rateLimitHeaders(rateLimits.untouched()))
  return reply
    .code(apiError.statusCode)
    .headers(apiError.headers)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(apiError.traced ? { ...apiError.body, traceId: request.id } : apiError.body))
}

/** The framework's own refusals, by its error codes. */
const frameworkErrors: Record<string, (request: FastifyRequest) => ApiError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: errors.bodyTooLarge,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: errors.bodyNotJson,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    errors.malformedJson('The body is not as long as content-length says'),
  // The client went away while it was sending: nobody hears this, and it is no failure of the server's.
  ECONNRESET: () => errors.malformedJson('The body ended before its time'),
  FST_ERR_BAD_URL: errors.malformedUrl,
  FST_ERR_ASYNC_CONSTRAINT: errors.malformedUrl,
  // What is longer than any id is no part of a known path.
  FST_ERR_MAX_PARAM_LENGTH: ({ method, url }) => errors.routeNotFound(method, url),
}

function toApiError(error: FastifyError | Error, request: FastifyRequest): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof StorageUnavailableError) return errors.unavailable()
  const known = 'code' in error ? frameworkErrors[error.code] : undefined
  return known ? known(request) : errors.internal()
}
