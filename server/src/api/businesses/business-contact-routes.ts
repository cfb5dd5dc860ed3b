import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { clientGone } from '../../http/client-gone.ts'
import { operation } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import { isVersion3 } from '../../http/version-header.ts'
import { namedLocation } from '../locations/named-location.ts'
import type { SearchContext } from '../search/search-context.ts'
import { searchRefusals } from '../search/search-responses.ts'
import { businessContactsAnswers, businessContactsQuery, businessParams } from './business-contact-schemas.ts'
import { listBusinessContacts } from './list-business-contacts.ts'

const listOperation = operation({
  ...accessOf('get-contacts-by-businessId'),
  summary: 'Get Contacts By BusinessId',
  description: 'Lists the contacts of a business by name. Contacts without a name come last.',
  tag: 'Contacts',
  params: businessParams,
  querystring: businessContactsQuery,
  precondition: namedLocation,
  answer: { status: 200, description: 'A page of contacts.', schema: businessContactsAnswers.dated },
  version3: { answer: businessContactsAnswers.version3 },
  refusals: ['locationForbidden', 'businessNotFound', 'pageTooLarge', ...searchRefusals],
})

/** Registers the operation that lists the contacts of a business. Authorization runs before it. */
export function registerBusinessContactRoutes(pipeline: Pipeline, context: SearchContext): void {
  pipeline.get('/contacts/business/:businessId', listOperation, async (request, reply) => {
    const { rows, total } = await listBusinessContacts(
      context,
      principalOf(request),
      request.params.businessId,
      request.query,
      isVersion3(request) ? 'list-v3' : 'list',
      clientGone(reply),
    )
    return sendJson(reply, ['{"contacts":[', ...rows, `],"count":${total},"traceId":"${request.id}"}`])
  })
}
