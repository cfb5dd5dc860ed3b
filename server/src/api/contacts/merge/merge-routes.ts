import { principalOf } from '../../../auth/authorization.ts'
import { accessOf } from '../../../auth/operation-scopes.ts'
import { operation } from '../../../http/operation.ts'
import type { Pipeline } from '../../../http/pipeline.ts'
import type { ApiContext } from '../../api-context.ts'
import { sendContact } from '../contact-messages.ts'
import { contactParams } from '../contact-params.ts'
import { contactOfPath } from '../find-contact.ts'
import { mergeContacts } from './merge-contacts.ts'
import { mergeAnswer, mergeBody, mergeExamples } from './merge-schemas.ts'

const mergeOperation = operation({
  ...accessOf('merge-contacts'),
  summary: 'Merge Contacts',
  description:
    'Merges contacts of a location into one, with their notes, tasks, appointments, opportunities, campaigns, workflows and files. Tags, followers, addresses and every Do Not Disturb are kept. The merged contacts are deleted.',
  tag: 'contactd',
  params: contactParams,
  body: mergeBody,
  precondition: contactOfPath,
  examples: mergeExamples,
  answer: { status: 200, description: 'The contact after the merge.', schema: mergeAnswer },
  refusals: ['contactNotFound', 'locationForbidden', 'tooManyOfContact', 'duplicateOnUpdate'],
})

/** Registers contactd's own operation that merges contacts. Authorization runs before it. */
export function registerMergeRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.post('/_contactd/contacts/:contactId/merge', mergeOperation, async (request, reply) => {
    const { contactId } = request.params
    const { document, merged } = await mergeContacts(context, principalOf(request), contactId, request.body)
    return sendContact(request, reply, { document, outcome: `"merged":${JSON.stringify(merged)},` })
  })
}
