import { principalOf } from '../../../auth/authorization.ts'
import { accessOf } from '../../../auth/operation-scopes.ts'
import { clientGone } from '../../../http/client-gone.ts'
import { operation } from '../../../http/operation.ts'
import type { Pipeline } from '../../../http/pipeline.ts'
import { originOf } from '../../../http/request-origin.ts'
import { sendJson } from '../../../http/send-json.ts'
import { isVersion3 } from '../../../http/version-header.ts'
import { requiredLocation } from '../../locations/required-location.ts'
import { listMeta } from '../../search/list-meta.ts'
import type { SearchContext } from '../../search/search-context.ts'
import { searchRefusals } from '../../search/search-responses.ts'
import { listOpportunities, opportunityListUrl } from './list-opportunities.ts'
import { readListParameters } from './opportunity-list-parameters.ts'
import { opportunitySearchAnswers } from './opportunity-search-responses.ts'
import {
  opportunityBodies,
  opportunityQueries,
  opportunitySearchExamples,
} from './opportunity-search-schemas.ts'
import { searchOpportunities } from './search-opportunities.ts'

const tag = 'Opportunities'
const { dated, version3 } = opportunitySearchAnswers

/** The name of each kind of version is refused under the other, but names a location. */
const locationOfQuery = requiredLocation('query', (request) =>
  isVersion3(request) ? ['locationId', 'location_id'] : ['location_id', 'locationId'],
)

const listOperation = operation({
  ...accessOf('search-opportunity'),
  summary: 'Search Opportunity',
  description: 'Lists the opportunities of a location that match a query, newest first.',
  tag,
  querystring: opportunityQueries.dated,
  precondition: locationOfQuery,
  answer: { status: 200, description: 'A page of opportunities.', schema: dated.listed },
  version3: { querystring: opportunityQueries.version3, answer: version3.listed },
  refusals: ['locationUndefined', 'locationUnreachable', 'pageTooFar', 'pageTooLarge', ...searchRefusals],
})

const searchOperation = operation({
  ...accessOf('search-opportunities-advanced'),
  summary: 'Search Opportunities',
  description:
    'Finds the opportunities of a location by filters, a free query, or both. Comparisons ignore case in any script; `contains` matches a literal substring. A search sees all earlier writes.',
  tag,
  body: opportunityBodies.dated,
  precondition: requiredLocation('body'),
  examples: opportunitySearchExamples,
  answer: { status: 200, description: 'A page of opportunities.', schema: dated.found },
  version3: {
    body: opportunityBodies.version3,
    examples: opportunitySearchExamples,
    answer: version3.found,
  },
  refusals: [
    'locationUndefined',
    'locationUnreachable',
    'searchFieldInvalid',
    'searchOperatorInvalid',
    'searchValueInvalid',
    'searchAfterInvalid',
    'pageTooFar',
    'pageTooLarge',
    ...searchRefusals,
  ],
})

/** Registers the operations that find opportunities. Authorization runs before them. */
export function registerOpportunitySearchRoutes(pipeline: Pipeline, context: SearchContext): void {
  const url = '/opportunities/search'

  pipeline.get(url, listOperation, async (request, reply) => {
    const isOfVersion3 = isVersion3(request)
    const parameters = readListParameters(request.query as object)
    const principal = principalOf(request)
    const listed = await listOpportunities(context, principal, parameters, isOfVersion3, clientGone(reply))
    const meta = listMeta(listed, (last) =>
      opportunityListUrl(originOf(request), parameters, isOfVersion3, last),
    )
    return sendJson(reply, [
      '{"opportunities":[',
      ...listed.rows,
      `],"meta":${JSON.stringify(meta)},"aggregations":{},"traceId":"${request.id}"}`,
    ])
  })

  pipeline.post(url, searchOperation, async (request, reply) => {
    const principal = principalOf(request)
    const { rows, total } = await searchOpportunities(
      context,
      principal,
      request.body,
      isVersion3(request),
      clientGone(reply),
    )
    return sendJson(reply, [
      '{"opportunities":[',
      ...rows,
      `],"total":${total},"aggregations":{},"traceId":"${request.id}"}`,
    ])
  })
}
