import type { Access } from '../http/access.ts'
import type { CountRequest } from '../http/error-handler.ts'
import { errors } from '../http/errors.ts'
import type { AnyRequest, Reply } from '../http/messages.ts'
import { type RateLimiter, rateLimitHeaders, retryAfterSeconds } from '../http/rate-limit.ts'
import { isVersion3, requireVersion, requireVersion3 } from '../http/version-header.ts'
import { type MaybePromise, whenReady } from '../lib/when-ready.ts'
import type { Authenticate } from './authenticate.ts'
import type { Principal } from './principal.ts'

interface Caller {
  /** Set once the request is authorized. */
  principal?: Principal | undefined
  /** Whose token it has, also if it is refused; undefined without a valid one. */
  sender?: Principal | undefined
  authenticate?: Authenticate | undefined
}

declare module 'fastify' {
  interface FastifyRequest extends Caller {}
}

declare module '../http/messages.ts' {
  interface AnyRequest extends Caller {}
  interface OperationRequest<Params, Query, Body> extends Caller {}
}

/**
 * The step of the pipeline that authorizes a request to an operation, in HighLevel's order: `Version` header, token,
 * rate limit, scope. It refuses a request before its body is read.
 */
export const authorization =
  ({ authenticate, rateLimits }: { authenticate: Authenticate; rateLimits: RateLimiter }) =>
  (access: Access, request: AnyRequest, reply: Reply): MaybePromise<void> => {
    requireVersionOf(access, request)
    return whenReady(authenticate(request.headers.authorization), (principal) => {
      request.sender = principal
      return whenReady(rateLimits.admit(principal.rateLimitKey), ({ admitted, usage }) => {
        reply.headers(rateLimitHeaders(usage))
        if (!admitted) throw errors.tooManyRequests(retryAfterSeconds(usage))
        refuse(access, principal)
        request.principal = principal
        request.authenticate = authenticate
      })
    })
  }

/** @throws ApiError 400, 401; 404 if the operation does not exist in the requested version. */
function requireVersionOf({ version, isGoneInVersion3 }: Access, request: AnyRequest): void {
  if (version === 'v3') requireVersion3(request)
  else if (version !== 'optional') requireVersion(request)
  if (isGoneInVersion3 && isVersion3(request)) throw errors.goneInVersion3(request.url)
}

/**
 * For a body that arrived slowly: checks again whether the token is still valid, before the request changes anything.
 * @throws ApiError 401
 */
export async function requireLiveToken(
  request: Pick<AnyRequest, 'authenticate' | 'headers' | 'routeOptions'>,
): Promise<void> {
  const principal = await request.authenticate?.(request.headers.authorization)
  if (principal) refuse(accessOf(request), principal)
}

/** For requests refused before authorization: counts a request by its token, if that is valid. */
export const requestCounter =
  (authenticate: Authenticate, rateLimits: RateLimiter): CountRequest =>
  async (request, isDatabaseAway = false) => {
    if (isDatabaseAway) return rateLimits.untouched()
    try {
      const principal = await authenticate(request.headers.authorization)
      request.sender = principal
      return (await rateLimits.admit(principal.rateLimitKey)).usage
    } catch {
      return rateLimits.untouched()
    }
  }

const onlyAppsOfCompany = 'Only the access token of an app that is installed in a company may do this.'
const onlyOwners = 'Only an owner of the company may do this.'

/** @throws ApiError 401 if the operation does not accept this kind of token, or the token lacks its scope. */
function refuse(access: Access, principal: Principal): void {
  if (access.tokens === 'app-of-company') {
    if (principal.kind !== 'oauth') throw errors.scopeMissing({ hint: onlyAppsOfCompany })
    if (principal.locationId !== undefined) throw errors.userTypeUnsupported()
  }
  const isForOwners = access.tokens === 'owner' && principal.role !== 'owner'
  if (isForOwners) throw errors.scopeMissing({ hint: onlyOwners })
  const isForPeople = access.people === 'everyone' && principal.kind === 'session'
  if (!isForPeople && !access.scopes.some((scope) => principal.scopes.has(scope))) {
    throw errors.scopeMissing({ missingScope: access.scopes.join(' or ') })
  }
  if (access.people === 'owners' && principal.role === 'user') throw errors.scopeMissing({ hint: onlyOwners })
  const isOfLocation = principal.locationId !== undefined
  if ((access.tokens === 'location' && !isOfLocation) || (access.tokens === 'company' && isOfLocation)) {
    throw principal.kind === 'oauth' ? errors.authClassRefused() : errors.userTypeMismatch()
  }
}

/** The caller of an authorized request. */
export function principalOf(request: Caller): Principal {
  if (!request.principal) throw new Error('The route is not authorized.')
  return request.principal
}

function accessOf(request: Pick<AnyRequest, 'routeOptions'>): Access {
  const access = request.routeOptions.config.access
  if (!access) throw new Error('The route does not say whom it lets in.')
  return access
}
