import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation } from '../../http/operation.ts'
import { sendJson } from '../../http/send-json.ts'
import { checkedQuery } from '../../http/validation.ts'
import type { ContactContext } from '../contact-context.ts'
import { contactIn } from '../version-3/version-3-request.ts'
import { duplicateAnswer, duplicateQuery } from './duplicate-schemas.ts'
import { findDuplicate } from './find-duplicate.ts'

const duplicateOperation = operation({
  ...accessOf('get-duplicate-contact'),
  summary: 'Get Duplicate Contact',
  description:
    'The contact that has the email or, where none has it, the phone, as its first or beside that; null where there is none. One of both must be sent.',
  tag: 'Search',
  querystring: duplicateQuery,
  answer: { status: 200, description: 'The contact, or null.', schema: duplicateAnswer },
  refusals: ['locationForbidden', 'duplicateQueryEmpty'],
})

/** The operation that looks for a contact by its email or phone. The gate stands before it. */
export function registerDuplicateRoutes(app: App, context: ContactContext): void {
  app.get('/contacts/search/duplicate', duplicateOperation, async (request, reply) => {
    const document = await findDuplicate(context, principalOf(request), checkedQuery(request))
    const contact = document === undefined ? 'null' : contactIn(request, document)
    return sendJson(reply, `{"contact":${contact},"traceId":"${request.id}"}`)
  })
}
