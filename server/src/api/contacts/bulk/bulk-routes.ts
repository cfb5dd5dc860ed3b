import { principalOf } from '../../../auth/authorization.ts'
import { accessOf } from '../../../auth/operation-scopes.ts'
import { operation } from '../../../http/operation.ts'
import type { Pipeline } from '../../../http/pipeline.ts'
import { jsonList, sendJson } from '../../../http/send-json.ts'
import type { ApiContext } from '../../api-context.ts'
import { namedLocation } from '../../locations/named-location.ts'
import { succeeded } from '../../schemas/succeeded-response.ts'
import {
  bulkBusinessAnswer,
  bulkBusinessBody,
  bulkBusinessExamples,
  bulkTagsAnswer,
  bulkTagsBody,
  bulkTagsExamples,
  bulkTagsParams,
  maxContactsTimesTags,
} from './bulk-schemas.ts'
import { changeTagsOfMany } from './change-tags-of-many.ts'
import { setBusinessOfMany } from './set-business-of-many.ts'

const tag = 'Bulk'

const tagsOperation = operation({
  ...accessOf('create-association'),
  summary: 'Update Contacts Tags',
  description: `Adds tags to many contacts, or removes them, atomically for each contact. A refused contact does not affect the others. Contacts times tags are at most ${maxContactsTimesTags}.`,
  tag,
  params: bulkTagsParams,
  body: bulkTagsBody,
  precondition: namedLocation,
  examples: bulkTagsExamples,
  answer: { status: 201, description: 'The result for each contact.', schema: bulkTagsAnswer },
  refusals: ['locationForbidden'],
})

const businessOperation = operation({
  ...accessOf('add-remove-contact-from-business'),
  summary: 'Add/Remove Contacts From Business',
  description:
    'Adds many contacts to a business of the location, or removes them from their business, atomically for each contact. Ignores unknown ids.',
  tag,
  body: bulkBusinessBody,
  precondition: namedLocation,
  examples: bulkBusinessExamples,
  answer: { status: 200, description: 'The contacts that exist.', schema: bulkBusinessAnswer },
  refusals: ['locationForbidden', 'businessNotFound'],
})

/** Registers the operations on many contacts at once. Authorization runs before them. */
export function registerBulkRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.post('/contacts/bulk/tags/update/:type', tagsOperation, async (request, reply) => {
    const { outcomes, errorCount } = await changeTagsOfMany(
      context,
      principalOf(request),
      request.params.type,
      request.body,
    )
    const head = JSON.stringify({ ...succeeded, errorCount }).slice(0, -1)
    return sendJson(reply.code(201), [head, ',"responses":', ...jsonList(outcomes), '}'])
  })

  pipeline.post('/contacts/bulk/business', businessOperation, async (request) => {
    const ids = await setBusinessOfMany(context, principalOf(request), request.body)
    return { success: true, ids }
  })
}
