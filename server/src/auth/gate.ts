import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import type { Access } from '../http/access.ts'
import type { CountRequest } from '../http/error-handler.ts'
import { errors } from '../http/errors.ts'
import { type Admitted, type RateLimiter, rateLimitHeaders, retryAfterSeconds } from '../http/rate-limit.ts'
import { requireVersion, requireVersion3 } from '../http/version-header.ts'
import type { Authenticate } from './authenticate.ts'
import type { Principal } from './principal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal
    authenticate?: Authenticate
  }
}

/** Who asks, and whether there is room for one more request of theirs. */
interface Entry {
  principal: Principal
  counted: Admitted
}

/**
 * The gate before every operation of the API, in HighLevel's order: `Version` header, token, rate limit,
 * scope. What is refused here has not had its body read. A hook of each route, which knows whom the route lets
 * in, and one that waits for nothing where the token is remembered: a promise and the look at the route's
 * options cost 3 µs.
 */
export function registerGate(
  app: FastifyInstance,
  { authenticate, rateLimits }: { authenticate: Authenticate; rateLimits: RateLimiter },
): void {
  app.addHook('onRoute', (route) => {
    const access = route.config?.access
    if (!access) throw new Error(`${route.method} ${route.url} does not say whom it lets in.`)
    route.onRequest = [gateOf(access), ...[route.onRequest ?? []].flat()]
  })
  app.addHook('preValidation', (request, reply, done) => {
    if (reply.elapsedTime > slowBodyMs) requireLiveToken(request).then(() => done(), done)
    else done()
  })

  const entryOf = ({ headers }: FastifyRequest): Entry | Promise<Entry> => {
    const principal = authenticate(headers.authorization)
    return principal instanceof Promise ? principal.then(count) : count(principal)
  }

  const count = (principal: Principal): Entry | Promise<Entry> => {
    const counted = rateLimits.admit(principal.rateLimitKey)
    return counted instanceof Promise
      ? counted.then((answer) => ({ principal, counted: answer }))
      : { principal, counted }
  }

  const gateOf = (access: Access): onRequestHookHandler => {
    const enter = (request: FastifyRequest, reply: FastifyReply, { principal, counted }: Entry) => {
      const { admitted, usage } = counted
      reply.headers(rateLimitHeaders(usage))
      if (!admitted) throw errors.tooManyRequests(retryAfterSeconds(usage))
      refuse(access, principal)
      request.principal = principal
      request.authenticate = authenticate
    }
    return (request, reply, done) => {
      if (access.version === 'v3') requireVersion3(request)
      else if (access.version !== 'optional') requireVersion(request)
      const entry = entryOf(request)
      if (entry instanceof Promise) {
        entry.then((found) => enter(request, reply, found)).then(() => done(), done)
      } else {
        enter(request, reply, entry)
        done()
      }
    }
  }
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
  (authenticate: Authenticate, rateLimits: RateLimiter): CountRequest =>
  async ({ headers }) => {
    try {
      const principal = await authenticate(headers.authorization)
      return (await rateLimits.admit(principal.rateLimitKey)).usage
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
