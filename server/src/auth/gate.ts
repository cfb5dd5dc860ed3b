import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Access } from '../http/access.ts'
import type { CountRequest } from '../http/error-handler.ts'
import { errors } from '../http/errors.ts'
import { type RateLimits, rateLimitHeaders, retryAfterSeconds } from '../http/rate-limit.ts'
import { requireVersion, requireVersion3 } from '../http/version-header.ts'
import type { Authenticate } from './authenticate.ts'
import type { Principal } from './principal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal
    authenticate?: Authenticate
  }
}

/**
 * The gate before every operation of the API, in HighLevel's order: `Version` header, token, rate limit,
 * scope. What is refused here has not had its body read.
 */
export function registerGate(
  app: FastifyInstance,
  { authenticate, rateLimits }: { authenticate: Authenticate; rateLimits: RateLimits },
): void {
  app.addHook('onRoute', (route) => {
    if (!route.config?.access) throw new Error(`${route.method} ${route.url} does not say whom it lets in.`)
  })
  app.addHook('onRequest', async (request, reply) => {
    const access = accessOf(request)
    if (access.version === 'v3') requireVersion3(request)
    else if (access.version !== 'optional') requireVersion(request)
    const principal = await authenticate(request.headers.authorization)
    const { admitted, usage } = rateLimits.admit(principal.rateLimitKey)
    reply.headers(rateLimitHeaders(usage))
    if (!admitted) throw errors.tooManyRequests(retryAfterSeconds(usage))
    refuse(access, principal)
    request.principal = principal
    request.authenticate = authenticate
  })
  app.addHook('preValidation', async (request, reply) => {
    if (reply.elapsedTime > slowBodyMs) await requireLiveToken(request)
  })
}

/** A body that took longer may have outlived its token. Asking costs 4 µs, which quick requests needn't pay. */
const slowBodyMs = 20

/**
 * For what reads its body itself, slowly: asks once more whether the token is still good, before anything is done.
 * @throws ApiError 401
 */
export async function requireLiveToken(request: FastifyRequest): Promise<void> {
  const principal = await request.authenticate?.(request.headers.authorization)
  if (principal) refuse(accessOf(request), principal)
}

/** For refusals that come before the gate: counts a request by its token, where that is a valid one. */
export const requestCounter =
  (authenticate: Authenticate, rateLimits: RateLimits): CountRequest =>
  async ({ headers }) => {
    try {
      const principal = await authenticate(headers.authorization)
      return rateLimits.admit(principal.rateLimitKey).usage
    } catch {
      return rateLimits.untouched()
    }
  }

/** @throws ApiError 401 where the token is of another kind than the operation lets in, or lacks its scope. */
function refuse(access: Access, principal: Principal): void {
  if (access.tokens === 'app-of-company') {
    if (principal.kind === 'private') throw errors.scopeMissing()
    if (principal.locationId !== undefined) throw errors.userTypeUnsupported()
  }
  if (!access.scopes.some((scope) => principal.scopes.has(scope))) throw errors.scopeMissing()
  const isOfLocation = principal.locationId !== undefined
  if ((access.tokens === 'location' && !isOfLocation) || (access.tokens === 'company' && isOfLocation)) {
    throw principal.kind === 'private' ? errors.userTypeMismatch() : errors.authClassRefused()
  }
}

/** The caller, whom the gate has let in. */
export function principalOf(request: FastifyRequest): Principal {
  if (!request.principal) throw new Error('The gate does not stand before this route.')
  return request.principal
}

function accessOf(request: FastifyRequest): Access {
  const access = request.routeOptions.config.access
  if (!access) throw new Error('The gate stands before a route that does not say whom it lets in.')
  return access
}
