import { principalOf } from '../../../auth/authorization.ts'
import { accessOf } from '../../../auth/operation-scopes.ts'
import { operation } from '../../../http/operation.ts'
import type { Pipeline } from '../../../http/pipeline.ts'
import type { ApiContext } from '../../api-context.ts'
import { phoneRefusalNames } from '../../phones/phone-refusals.ts'
import { contactParams } from '../contact-params.ts'
import { contactOfPath } from '../find-contact.ts'
import { addressesAnswer, addressesBody, addressesExamples } from './address-schemas.ts'
import { changeAddresses, getAddresses } from './change-addresses.ts'

const getOperation = operation({
  ...accessOf('get-contact-addresses'),
  summary: 'Get Addresses',
  description: 'Returns the email and the phone of a contact, and the additional ones.',
  tag: 'contactd',
  params: contactParams,
  answer: { status: 200, description: 'The addresses.', schema: addressesAnswer },
  refusals: ['contactNotFound', 'locationForbidden'],
})

const changeOperation = operation({
  ...accessOf('update-contact-addresses'),
  summary: 'Update Addresses',
  description:
    "Replaces the additional emails, the additional phones, or both. Leaves a list that is not sent. HighLevel's Create, Update and Upsert Contact do not accept them.",
  tag: 'contactd',
  params: contactParams,
  body: addressesBody,
  precondition: contactOfPath,
  examples: addressesExamples,
  answer: { status: 200, description: 'The addresses.', schema: addressesAnswer },
  refusals: ['contactNotFound', 'locationForbidden', ...phoneRefusalNames, 'duplicateOnUpdate'],
})

/** Registers contactd's own operations on additional emails and phones. Authorization runs before them. */
export function registerAddressRoutes(pipeline: Pipeline, context: ApiContext): void {
  const url = '/_contactd/contacts/:contactId/addresses'

  pipeline.get(url, getOperation, async (request) => ({
    ...(await getAddresses(context, principalOf(request), request.params.contactId)),
    traceId: request.id,
  }))

  pipeline.put(url, changeOperation, async (request) => ({
    ...(await changeAddresses(context, principalOf(request), request.params.contactId, request.body)),
    traceId: request.id,
  }))
}
