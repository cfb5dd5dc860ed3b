import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import type { ApiContext } from '../api-context.ts'
import { requiredLocation } from '../locations/required-location.ts'
import { listLostReasonsOf } from './list-lost-reasons.ts'
import { lostReasonsAnswer, lostReasonsQuery } from './lost-reason-schemas.ts'

const listOperation = operation({
  ...accessOf('get-lost-reason'),
  summary: 'Get lost reason',
  description: 'Lists the reasons for which opportunities of a location are lost, oldest first.',
  tag: 'Opportunities',
  querystring: lostReasonsQuery,
  precondition: requiredLocation('query'),
  answer: { status: 200, description: 'The lost reasons.', schema: lostReasonsAnswer },
  refusals: ['locationUndefined', 'locationUnreachable'],
})

/** Registers the operation on lost reasons. Authorization runs before it. */
export function registerLostReasonRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.get('/opportunities/lost-reason', listOperation, async (request) =>
    listLostReasonsOf(context, principalOf(request), request.query),
  )
}
