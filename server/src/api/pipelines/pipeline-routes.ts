import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import type { ApiContext } from '../api-context.ts'
import { requiredLocation } from '../locations/required-location.ts'
import { listPipelinesOf } from './list-pipelines.ts'
import { pipelinesAnswer, pipelinesQuery } from './pipeline-schemas.ts'

const listOperation = operation({
  ...accessOf('get-pipelines'),
  summary: 'Get Pipelines',
  description: 'Lists the pipelines of a location with their stages, oldest first.',
  tag: 'Opportunities',
  querystring: pipelinesQuery,
  precondition: requiredLocation('query'),
  answer: { status: 200, description: 'The pipelines.', schema: pipelinesAnswer },
  refusals: ['locationUndefined', 'locationUnreachable'],
})

/** Registers the operation on pipelines. Authorization runs before it. */
export function registerPipelineRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.get('/opportunities/pipelines', listOperation, async (request, reply) => {
    const pipelines = await listPipelinesOf(context, principalOf(request), request.query.locationId)
    return sendJson(reply, ['{"pipelines":[', ...pipelines, ']}'])
  })
}
