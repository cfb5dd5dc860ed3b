import { principalOf } from '../../../auth/authorization.ts'
import { accessOf } from '../../../auth/operation-scopes.ts'
import { operation } from '../../../http/operation.ts'
import type { Pipeline } from '../../../http/pipeline.ts'
import type { ApiContext } from '../../api-context.ts'
import { namedLocation } from '../../locations/named-location.ts'
import { sendContact } from '../contact-messages.ts'
import { version3Answer } from '../v3/version-3-schemas.ts'
import { duplicateAnswer, duplicateQuery, duplicatesAnswer, duplicatesQuery } from './duplicate-schemas.ts'
import { findDuplicate } from './find-duplicate.ts'
import { listDuplicates } from './list-duplicates.ts'

const duplicateOperation = operation({
  ...accessOf('get-duplicate-contact'),
  summary: 'Get Duplicate Contact',
  description:
    'Finds the contact that has the email, or else the phone, first or additional. Requires one of both.',
  tag: 'Search',
  querystring: duplicateQuery,
  precondition: namedLocation,
  answer: { status: 200, description: 'The contact, or null.', schema: duplicateAnswer },
  version3: { answer: version3Answer(duplicateAnswer) },
  refusals: ['locationForbidden', 'duplicateQueryEmpty'],
})

const listOperation = operation({
  ...accessOf('list-duplicate-contacts'),
  summary: 'List Duplicate Contacts',
  description:
    'Lists the emails and phones, first or additional, that several contacts of a location share. A page may be empty and have a `startAfter`: the search goes on from there.',
  tag: 'contactd',
  querystring: duplicatesQuery,
  precondition: namedLocation,
  answer: { status: 200, description: 'A page of groups.', schema: duplicatesAnswer },
  refusals: ['locationForbidden'],
})

/** Registers the operations that find contacts by a shared email or phone. Authorization runs before them. */
export function registerDuplicateRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.get('/contacts/search/duplicate', duplicateOperation, async (request, reply) => {
    const document = await findDuplicate(context, principalOf(request), request.query)
    return sendContact(request, reply, { document: document ?? 'null' })
  })

  pipeline.get('/_contactd/contacts/duplicates', listOperation, async (request) => ({
    ...(await listDuplicates(context, principalOf(request), request.query)),
    traceId: request.id,
  }))
}
