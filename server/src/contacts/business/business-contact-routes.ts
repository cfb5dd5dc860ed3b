import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation } from '../../http/operation.ts'
import { sendJson } from '../../http/send-json.ts'
import { checkedQuery } from '../../http/validation.ts'
import { isVersion3 } from '../../http/version-header.ts'
import type { SearchContext } from '../search/search-context.ts'
import { businessContactsAnswers, businessContactsQuery, businessParams } from './business-contact-schemas.ts'
import { listBusinessContacts } from './list-business-contacts.ts'

const listOperation = operation({
  ...accessOf('get-contacts-by-businessId'),
  summary: 'Get Contacts By BusinessId',
  description: 'The contacts of a business, by name. Those without a name come last.',
  tag: 'Contacts',
  params: businessParams,
  querystring: businessContactsQuery,
  answer: { status: 200, description: 'A page of contacts.', schema: businessContactsAnswers.dated },
  version3: { answer: businessContactsAnswers.version3 },
  refusals: ['locationForbidden', 'businessNotFound', 'pageTooLarge'],
})

/** The operation that lists the contacts of a business. The gate stands before it. */
export function registerBusinessContactRoutes(app: App, context: SearchContext): void {
  app.get('/contacts/business/:businessId', listOperation, async (request, reply) => {
    const { rows, total } = await listBusinessContacts(
      context,
      principalOf(request),
      request.params.businessId,
      checkedQuery(request),
      isVersion3(request) ? 'list-v3' : 'list',
    )
    return sendJson(reply, `{"contacts":[${rows.join(',')}],"count":${total},"traceId":"${request.id}"}`)
  })
}
