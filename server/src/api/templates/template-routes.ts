import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import type { ApiContext } from '../api-context.ts'
import { locationOfPath } from '../locations/find-location.ts'
import { deleteTemplate } from './delete-template.ts'
import { listTemplatesOfLocation } from './list-templates.ts'
import { templateAnswers, templatesQuery } from './template-schemas.ts'

const tag = 'Templates'
const locationId = pathId('The id of the location.', 've9EPM428h8vShlRW1KT')

const listOperation = operation({
  ...accessOf('GET-all-or-email-sms-templates'),
  summary: 'GET all or email/sms templates',
  description: 'Lists the templates of a location for SMS and email, oldest first.',
  tag,
  params: Type.Object({ locationId }),
  querystring: templatesQuery,
  precondition: locationOfPath,
  answer: { status: 200, description: 'The templates.', schema: templateAnswers.list },
  refusals: ['locationUnreachable'],
})

const deleteOperation = operation({
  ...accessOf('DELETE-an-email-sms-template'),
  summary: 'DELETE an email/sms template',
  description: 'Deletes a template. It remains in the list of deleted templates.',
  tag,
  params: Type.Object({ locationId, id: pathId('The id of the template.', '2yMwhgTNO19bpintqrap') }),
  answer: { status: 200, description: 'Deleted.', schema: templateAnswers.deleted },
  refusals: ['locationUnreachable', 'templateNotFound'],
})

/** Registers the operations on the templates of a location. Authorization runs before them. */
export function registerTemplateRoutes(pipeline: Pipeline, { storage }: ApiContext): void {
  const url = '/locations/:locationId/templates'

  pipeline.get(url, listOperation, async (request, reply) => {
    const { locationId } = request.params
    const principal = principalOf(request)
    const { templates, totalCount } = await listTemplatesOfLocation(
      storage,
      principal,
      locationId,
      request.query,
    )
    return sendJson(reply, ['{"templates":[', ...templates, `],"totalCount":${totalCount}}`])
  })

  pipeline.delete(`${url}/:id`, deleteOperation, async (request) => {
    await deleteTemplate(storage, principalOf(request), request.params)
    return { succeded: true }
  })
}
