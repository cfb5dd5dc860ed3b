import { principalOf } from '../../../auth/authorization.ts'
import { accessOf } from '../../../auth/operation-scopes.ts'
import { operation } from '../../../http/operation.ts'
import type { Pipeline } from '../../../http/pipeline.ts'
import type { ApiContext } from '../../api-context.ts'
import { namedLocation } from '../../locations/named-location.ts'
import { sendContact } from '../contact-messages.ts'
import { version3Answer } from '../v3/version-3-schemas.ts'
import { duplicateAnswer, duplicateQuery } from './duplicate-schemas.ts'
import { findDuplicate } from './find-duplicate.ts'

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

/** Registers the operation that finds a contact by its email or phone. Authorization runs before it. */
export function registerDuplicateRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.get('/contacts/search/duplicate', duplicateOperation, async (request, reply) => {
    const document = await findDuplicate(context, principalOf(request), request.query)
    return sendContact(request, reply, { document: document ?? 'null' })
  })
}
