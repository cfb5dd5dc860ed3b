import { principalOf } from '../../../auth/authorization.ts'
import { accessOf } from '../../../auth/operation-scopes.ts'
import { operation } from '../../../http/operation.ts'
import type { Pipeline } from '../../../http/pipeline.ts'
import type { ApiContext } from '../../api-context.ts'
import { ignoredFieldsHeaders } from '../../custom-fields/values/ignored-fields.ts'
import { namedLocation } from '../../locations/named-location.ts'
import { contactBody, doneMembers, sendContact } from '../contact-messages.ts'
import { fieldRefusals } from '../field-refusals.ts'
import { version3Answer, version3Request, withoutSucceded } from '../v3/version-3-schemas.ts'
import { upsertContact } from './upsert-contact.ts'
import { upsertAnswer, upsertContactBody, upsertContactExamples } from './upsert-schemas.ts'

const upsertOperation = operation({
  ...accessOf('upsert-contact'),
  summary: 'Upsert Contact',
  description:
    'Changes the contact that has the email, or else the phone, or creates one. Omits a phone that another contact holds. `tags` replaces all tags.',
  tag: 'Contacts',
  body: upsertContactBody,
  precondition: namedLocation,
  examples: upsertContactExamples,
  answer: {
    status: 200,
    description: 'The contact; with `succeded` and `succeeded` if it existed.',
    schema: upsertAnswer,
    headers: ignoredFieldsHeaders,
  },
  version3: {
    ...version3Request(upsertContactBody, upsertContactExamples),
    answer: version3Answer(withoutSucceded(upsertAnswer)),
  },
  refusals: [
    'locationForbidden',
    'upsertWithoutAddress',
    ...fieldRefusals,
    'duplicateOnCreate',
    'duplicateOnUpdate',
  ],
})

/** Upsert Contact. */
export function registerUpsertRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.post('/contacts/upsert', upsertOperation, async (request, reply) => {
    const { isNew, ...written } = await upsertContact(context, principalOf(request), contactBody(request))
    const outcome = isNew ? '"new":true,' : `"new":false,${doneMembers(request)}`
    return sendContact(request, reply, { ...written, outcome })
  })
}
