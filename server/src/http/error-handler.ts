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
 * What the rate limits of a request's token are, once it is counted; untouched ones where it has no valid token, or
 * where the database, which would have to be asked, can't answer.
 */
export type CountRequest = (request: Pick<AnyRequest, 'headers'>, isDatabaseAway?: boolean) => Promise<Usage>

/**
 * Turns an exception into an error of the table; any other is a 500, and is logged. Counts the request if it was refused
 * before its rate limit was counted.
 */
export function registerErrorHandler(app: FastifyInstance, count: CountRequest): void {
  app.addHook('onRequest', (request, _reply, done) => {
    // Before the body is looked at: an unknown path is unknown whatever is sent to it.
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

/** No id is empty: `/contacts//tags` is no path of ours, though the router takes it for one. */
export const hasEmptyPart = (url: string) => pathOf(url).includes('//')

/** Answers with what the table has for an error. */
export async function sendError(
  error: FastifyError | Error,
  request: AnyRequest,
  reply: Reply,
  count: CountRequest,
): Promise<Reply> {
  const apiError = toApiError(error, request)
  request.refusedWith = apiError
  if (apiError.statusCode >= 500) {
    // An outage is no fault of the code: its sentence says all of it.
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

/** The framework's own refusals, by its error codes. */
const frameworkErrors: Record<string, (request: AnyRequest) => ApiError> = {
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

function toApiError(error: FastifyError | Error, request: AnyRequest): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof StorageUnavailableError) return errors.unavailable()
  const known = 'code' in error ? frameworkErrors[error.code] : undefined
  return known ? known(request) : errors.internal()
}
