import type { Caller } from './callers.ts'
import type { Operation } from './operations.ts'
import type { Planted } from './planted.ts'

export interface Answer {
  status: number
  body: object
}

const gateway = (message: string): Answer => ({ status: 401, body: { statusCode: 401, message } })
const service = (statusCode: number, error: string, message: string): Answer => ({
  status: statusCode,
  body: { message, error, statusCode },
})

const scopeMissing = gateway('The token is not authorized for this scope.')
const locationUnreachable = gateway('This location is not accessible from this token!')
const locationForbidden = service(403, 'Forbidden', 'The token does not have access to this location.')
const notFound = (what: string, id: string) => service(400, 'Bad Request', `${what} not found for id:${id}`)

/**
 * Which callers an operation accepts, and how it refuses others: the rules of docs/behaviour.md, for all operations.
 * @returns undefined for an accepted caller.
 */
export function refusalOf(operation: Operation, caller: Caller, planted: Planted): Answer | undefined {
  return caller.refusal ?? refusalByGate(operation, caller) ?? refusalByReach(operation, caller, planted)
}

function refusalByGate({ tokens, scopes }: Operation, caller: Caller): Answer | undefined {
  if (tokens === 'app-of-company') {
    if (caller.kind === 'private') return scopeMissing
    if (caller.locationId !== undefined) return gateway("This token's user type is not yet supported!")
  }
  if (tokens === 'owner' && caller.kind !== 'session') return scopeMissing
  const lacksScope = caller.scopes && !scopes.some((scope) => caller.scopes?.some((own) => own === scope))
  if (lacksScope) return scopeMissing
  const isOfLocation = caller.locationId !== undefined
  if ((tokens === 'location' && !isOfLocation) || (tokens === 'company' && isOfLocation)) {
    return gateway(
      caller.kind === 'private'
        ? "Token's user type mismatch!"
        : 'This authClass type is not allowed to access this scope. Please verify your IAM configuration if this is not the case.',
    )
  }
  return undefined
}

/** Whether a caller's token has access to the location of the fixtures. */
export const reaches = (caller: Caller, planted: Planted): boolean =>
  caller.companyId === planted.companyId && (caller.locationId ?? planted.locationId) === planted.locationId

const opportunityNotFound: Answer = {
  status: 404,
  body: {
    statusCode: 404,
    error: 'Not Found',
    message: 'Opportunity not found',
    code: 'OPPORTUNITY_NOT_FOUND',
  },
}

function refusalByReach(operation: Operation, caller: Caller, planted: Planted): Answer | undefined {
  if (reaches(caller, planted)) return undefined
  const sameCompany = caller.companyId === planted.companyId
  const { names, path } = operation
  // A token of a sibling location finds that location's users.
  if (operation.operationId === 'search-users' && sameCompany) return undefined
  // A token of a sibling location is refused as HighLevel does it; to one of another company, the contact is unknown.
  if (operation.operationId === 'get-contact' && !sameCompany)
    return { status: 400, body: { error: `Contact with id ${planted.contactId} not found`, status: 400 } }
  if (path.startsWith('/opportunities/{id}')) return sameCompany ? locationUnreachable : opportunityNotFound
  if (/^\/opportunities(?:\/|$)/.test(path)) return locationUnreachable
  if (names.has('contactId')) return sameCompany ? locationForbidden : notFound('Contact', planted.contactId)
  if (names.has('userId')) return notFound('User', planted.userId)
  if (names.has('businessId') && !names.has('locationId'))
    return sameCompany ? locationUnreachable : notFound('Business', planted.businessId)
  if (path === '/custom-fields/{id}' && !names.has('locationId'))
    return notFound('Custom field', planted.businessFieldId)
  if (names.has('webhookId')) return notFound('Webhook', planted.webhookId)
  if (names.has('documentId'))
    return service(404, 'Not Found', `Document not found for id:${planted.documentId}`)
  if (/^(?:\/_contactd)?\/contacts(?:\/|$)/.test(path) && names.has('locationId')) return locationForbidden
  if (['locationId', 'location_id', 'companyId'].some((name) => names.has(name))) return locationUnreachable
  // A request without a location is for that of the token.
  if (['search-locations', 'list-webhooks', 'create-webhook'].includes(operation.operationId))
    return undefined
  throw new Error(`No rule says whom ${operation.operationId} lets in: what does it name?`)
}
