import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { StorageUnavailableError } from '../storage/storage.ts'
import { ApiError, errors } from './errors.ts'
import { rateLimitHeaders, type Usage } from './rate-limit.ts'

/** What the rate limits of a request's token are, once it is counted; untouched ones where it has no valid token. */
export type CountRequest = (request: FastifyRequest) => Promise<Usage>

/**
 * Turns whatever was thrown into an answer of the catalogue. What the catalogue doesn't know is a 500, and
 * logged. A refusal that came before the gate counted the request counts it now.
 */
export function registerErrorHandler(app: FastifyInstance, count: CountRequest): void {
  app.addHook('onRequest', (request, _reply, done) => {
    // Before the body is looked at: an unknown path is unknown whatever is sent to it.
    if (request.is404) done(errors.routeNotFound(request.method, request.url))
    else done()
  })
  app.setNotFoundHandler((request) => {
    throw errors.routeNotFound(request.method, request.url)
  })
  app.setErrorHandler((error: FastifyError | Error, request, reply) =>
    sendError(error, request, reply, count),
  )
}

/** Answers with what the catalogue has for an error. */
export async function sendError(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
  count: CountRequest,
): Promise<FastifyReply> {
  const apiError = toApiError(error, request)
  if (apiError.statusCode >= 500) request.log.error({ traceId: request.id, err: error }, 'request failed')
  if (!reply.hasHeader('x-ratelimit-max')) reply.headers(rateLimitHeaders(await count(request)))
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
