import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation } from '../../http/operation.ts'
import { sendJson } from '../../http/send-json.ts'
import { isVersion3 } from '../../http/version-header.ts'
import type { ContactContext } from '../contact-context.ts'
import { fieldRefusals } from '../field-refusals.ts'
import { ignoredFieldsHeaders, nameIgnoredFields } from '../ignored-fields.ts'
import { checkedContactBody, contactIn } from '../version-3/version-3-request.ts'
import { version3Answer, version3Request, withoutSucceded } from '../version-3/version-3-schemas.ts'
import { upsertContact } from './upsert-contact.ts'
import { upsertAnswer, upsertContactBody, upsertContactExamples } from './upsert-schemas.ts'

const upsertOperation = operation({
  ...accessOf('upsert-contact'),
  summary: 'Upsert Contact',
  description:
    'Changes the contact that has the email or, where none has it, the phone, and makes a contact where there is none. A phone that another contact than the matched one holds is left out. `tags` replaces all tags.',
  tag: 'Contacts',
  body: upsertContactBody,
  examples: upsertContactExamples,
  answer: {
    status: 200,
    description: 'The contact after it; `succeded` and `succeeded` where it was there.',
    schema: upsertAnswer,
    headers: ignoredFieldsHeaders,
  },
  version3: {
    ...version3Request(upsertContactBody, upsertContactExamples),
    answer: version3Answer(withoutSucceded(upsertAnswer)),
  },
  refusals: ['locationForbidden', ...fieldRefusals, 'duplicateOnCreate', 'duplicateOnUpdate'],
})

/** The operation that changes a contact or makes it. The gate stands before it. */
export function registerUpsertRoutes(app: App, context: ContactContext): void {
  app.post('/contacts/upsert', upsertOperation, async (request, reply) => {
    const { isNew, document, ignoredFields } = await upsertContact(
      context,
      principalOf(request),
      checkedContactBody(request),
    )
    nameIgnoredFields(reply, ignoredFields)
    const done = isVersion3(request) ? '"succeeded":true' : '"succeded":true,"succeeded":true'
    const outcome = isNew ? '"new":true' : `"new":false,${done}`
    return sendJson(reply, `{${outcome},"contact":${contactIn(request, document)},"traceId":"${request.id}"}`)
  })
}
