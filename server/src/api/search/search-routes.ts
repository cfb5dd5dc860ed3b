import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { clientGone } from '../../http/client-gone.ts'
import { operation } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { originOf } from '../../http/request-origin.ts'
import { sendJson } from '../../http/send-json.ts'
import { isVersion3 } from '../../http/version-header.ts'
import { namedLocation } from '../locations/named-location.ts'
import { listContacts, listUrl } from './list-contacts.ts'
import { listMeta } from './list-meta.ts'
import { searchContacts } from './search-contacts.ts'
import type { SearchContext } from './search-context.ts'
import { searchExamples } from './search-examples.ts'
import { searchAnswers, searchRefusals } from './search-responses.ts'
import { listQuery, searchBody } from './search-schemas.ts'

const searchOperation = operation({
  ...accessOf('search-contacts-advanced'),
  summary: 'Search Contacts',
  description:
    'Finds the contacts of a location by filters, a free query, or both. Comparisons ignore case in any script; `contains` matches a literal substring. A search sees all earlier writes.',
  tag: 'Search',
  body: searchBody,
  precondition: namedLocation,
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
    ...searchRefusals,
  ],
})

const listOperation = operation({
  ...accessOf('get-contacts', 'dated'),
  summary: 'Get Contacts',
  description:
    'Lists the contacts of a location, newest first. HighLevel has deprecated it in favor of Search Contacts; version v3 answers it too.',
  tag: 'Contacts',
  querystring: listQuery,
  precondition: namedLocation,
  answer: { status: 200, description: 'A page of contacts.', schema: searchAnswers.listed },
  refusals: ['locationForbidden', 'pageTooLarge', ...searchRefusals],
})

/** Registers the operations that find contacts. Authorization runs before them. */
export function registerSearchRoutes(pipeline: Pipeline, context: SearchContext): void {
  pipeline.post('/contacts/search', searchOperation, async (request, reply) => {
    const shape = isVersion3(request) ? 'search-v3' : 'search'
    const gone = clientGone(reply)
    const { rows, total } = await searchContacts(context, principalOf(request), request.body, shape, gone)
    return sendJson(reply, ['{"contacts":[', ...rows, `],"total":${total},"traceId":"${request.id}"}`])
  })

  pipeline.get('/contacts/', listOperation, async (request, reply) => {
    const shape = isVersion3(request) ? 'list-v3' : 'list'
    const gone = clientGone(reply)
    const listed = await listContacts(context, principalOf(request), request.query, shape, gone)
    const meta = listMeta(listed, (last) => listUrl(originOf(request), listed.query, last))
    return sendJson(reply, [
      '{"contacts":[',
      ...listed.rows,
      `],"count":${listed.total},"meta":${JSON.stringify(meta)},"traceId":"${request.id}"}`,
    ])
  })
}
