import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation } from '../../http/operation.ts'
import { checkedBody } from '../../http/validation.ts'
import type { ContactContext } from '../contact-context.ts'
import { done } from '../done-answer.ts'
import {
  bulkBusinessAnswer,
  bulkBusinessBody,
  bulkBusinessExamples,
  bulkTagsAnswer,
  bulkTagsBody,
  bulkTagsExamples,
  bulkTagsParams,
} from './bulk-schemas.ts'
import { changeTagsOfMany } from './change-tags-of-many.ts'
import { setBusinessOfMany } from './set-business-of-many.ts'

const tag = 'Bulk'

const tagsOperation = operation({
  ...accessOf('create-association'),
  summary: 'Update Contacts Tags',
  description:
    'Adds tags to many contacts, or removes them, for each contact wholly or not at all. A contact that is refused does not keep the others from it.',
  tag,
  params: bulkTagsParams,
  body: bulkTagsBody,
  examples: bulkTagsExamples,
  answer: { status: 201, description: 'How it went for each contact.', schema: bulkTagsAnswer },
  refusals: ['locationForbidden'],
})

const businessOperation = operation({
  ...accessOf('add-remove-contact-from-business'),
  summary: 'Add/Remove Contacts From Business',
  description:
    'Adds many contacts to a business of the location, or removes them from theirs, all of them or none. Ids of no contact are passed over.',
  tag,
  body: bulkBusinessBody,
  examples: bulkBusinessExamples,
  answer: { status: 200, description: 'The contacts that were there.', schema: bulkBusinessAnswer },
  refusals: ['locationForbidden', 'businessNotFound'],
})

/** The operations on many contacts at once. The gate stands before them. */
export function registerBulkRoutes(app: App, context: ContactContext): void {
  app.post('/contacts/bulk/tags/update/:type', tagsOperation, async (request, reply) => {
    const responses = await changeTagsOfMany(
      context,
      principalOf(request),
      request.params.type,
      checkedBody(request),
    )
    const errorCount = responses.filter(({ type }) => type === 'error').length
    return reply.code(201).send({ ...done, errorCount, responses })
  })

  app.post('/contacts/bulk/business', businessOperation, async (request) => {
    const ids = await setBusinessOfMany(context, principalOf(request), checkedBody(request))
    return { success: true, ids }
  })
}
