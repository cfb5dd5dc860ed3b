import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation } from '../../http/operation.ts'
import { sendJson } from '../../http/send-json.ts'
import { checkedBody, checkedQuery } from '../../http/validation.ts'
import { isVersion3 } from '../../http/version-header.ts'
import { listContacts } from './list-contacts.ts'
import { listMeta } from './list-meta.ts'
import { searchAnswers } from './search-answers.ts'
import { searchContacts } from './search-contacts.ts'
import type { SearchContext } from './search-context.ts'
import { searchExamples } from './search-examples.ts'
import { listQuery, searchBody } from './search-schemas.ts'

const searchOperation = operation({
  ...accessOf('search-contacts-advanced'),
  summary: 'Search Contacts',
  description:
    'Finds the contacts of a location by filters, by a free query, or both. Text is compared without regard to case, in any script; `contains` is a substring, in which every character stands for itself. What was written before is found.',
  tag: 'Search',
  body: searchBody,
  examples: searchExamples,
  answer: { status: 200, description: 'A page of contacts.', schema: searchAnswers.found },
  version3: { answer: searchAnswers.foundVersion3 },
  refusals: [
    'locationForbidden',
    'searchFieldInvalid',
    'searchOperatorInvalid',
    'searchValueInvalid',
    'searchAfterInvalid',
    'pageAndSearchAfter',
    'pageTooFar',
    'pageTooLarge',
  ],
})

const listOperation = operation({
  ...accessOf('get-contacts', 'dated'),
  summary: 'Get Contacts',
  description:
    'The contacts of a location, the newest first. HighLevel calls it deprecated, and recommends Search Contacts; version v3 answers it too.',
  tag: 'Contacts',
  querystring: listQuery,
  answer: { status: 200, description: 'A page of contacts.', schema: searchAnswers.listed },
  refusals: ['locationForbidden', 'contactNotFound', 'pageTooLarge'],
})

/** The operations that find contacts. The gate stands before them. */
export function registerSearchRoutes(app: App, context: SearchContext): void {
  app.post('/contacts/search', searchOperation, async (request, reply) => {
    const shape = isVersion3(request) ? 'search-v3' : 'search'
    const { rows, total } = await searchContacts(context, principalOf(request), checkedBody(request), shape)
    return sendJson(reply, `{"contacts":[${rows.join(',')}],"total":${total},"traceId":"${request.id}"}`)
  })

  app.get('/contacts/', listOperation, async (request, reply) => {
    const shape = isVersion3(request) ? 'list-v3' : 'list'
    const listed = await listContacts(context, principalOf(request), checkedQuery(request), shape)
    const meta = JSON.stringify(listMeta(listed, `${request.protocol}://${request.host}`))
    return sendJson(
      reply,
      `{"contacts":[${listed.rows.join(',')}],"count":${listed.total},"meta":${meta},"traceId":"${request.id}"}`,
    )
  })
}
