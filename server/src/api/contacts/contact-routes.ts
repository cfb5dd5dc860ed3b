import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { isVersion3 } from '../../http/version-header.ts'
import type { ApiContext } from '../api-context.ts'
import { ignoredFieldsHeaders } from '../custom-fields/values/ignored-fields.ts'
import { namedLocation } from '../locations/named-location.ts'
import { succeeded } from '../schemas/succeeded-response.ts'
import { addContactTags, removeContactTags } from './change-tags.ts'
import { createContactExamples, tagsExamples, updateContactExamples } from './contact-examples.ts'
import { contactBody, doneMembers, sendContact } from './contact-messages.ts'
import { contactParams } from './contact-params.ts'
import { contactAnswers } from './contact-responses.ts'
import { createContactBody, tagsBody, updateContactBody } from './contact-schemas.ts'
import { versionOf } from './contact-version.ts'
import { createdView } from './contact-view.ts'
import { createContact } from './create-contact.ts'
import { deleteContact } from './delete-contact.ts'
import { fieldRefusals } from './field-refusals.ts'
import { contactOfPath } from './find-contact.ts'
import { getContact } from './get-contact.ts'
import { updateContact } from './update-contact.ts'
import { version3Answer, version3Request, withoutSucceded } from './v3/version-3-schemas.ts'

const tag = 'Contacts'

const updateOperation = operation({
  ...accessOf('update-contact'),
  summary: 'Update Contact',
  description:
    'Changes only the properties sent; `{}` changes nothing. `null` or `""` clears a property whose schema takes null. With the header `If-Match`, only a contact that still has that `ETag` of Get Contact is changed.',
  tag,
  params: contactParams,
  body: updateContactBody,
  precondition: contactOfPath,
  examples: updateContactExamples,
  answer: {
    status: 200,
    description: 'The contact after the update.',
    schema: contactAnswers.updated,
    headers: ignoredFieldsHeaders,
  },
  version3: {
    ...version3Request(updateContactBody, updateContactExamples),
    answer: version3Answer(withoutSucceded(contactAnswers.updated)),
  },
  refusals: ['contactNotFound', 'locationForbidden', 'contactChanged', ...fieldRefusals, 'duplicateOnUpdate'],
})

const createOperation = operation({
  ...accessOf('create-contact'),
  summary: 'Create Contact',
  description: 'Creates a contact in a location.',
  tag,
  body: createContactBody,
  precondition: namedLocation,
  examples: createContactExamples,
  answer: {
    status: 201,
    description: 'The new contact.',
    schema: contactAnswers.created,
    headers: ignoredFieldsHeaders,
  },
  version3: {
    ...version3Request(createContactBody, createContactExamples),
    answer: version3Answer(contactAnswers.created),
  },
  refusals: ['locationForbidden', 'contactWithoutIdentity', ...fieldRefusals, 'duplicateOnCreate'],
})

const getOperation = operation({
  ...accessOf('get-contact'),
  summary: 'Get Contact',
  description: 'Returns a contact.',
  tag,
  params: contactParams,
  answer: {
    status: 200,
    description: 'The contact.',
    schema: contactAnswers.found,
    headers: { etag: 'The version of the contact, for `If-Match` of Update Contact.' },
  },
  version3: { answer: version3Answer(contactAnswers.found) },
  refusals: ['contactDeleted', 'contactNeverWas', 'locationForbidden'],
})

const deleteOperation = operation({
  ...accessOf('delete-contact'),
  summary: 'Delete Contact',
  description: 'Deletes a contact permanently.',
  tag,
  params: contactParams,
  answer: { status: 200, description: 'Deleted.', schema: contactAnswers.deleted },
  refusals: ['contactNotFound', 'locationForbidden'],
})

const addTagsOperation = operation({
  ...accessOf('add-tags'),
  summary: 'Add Tags',
  description: 'Adds tags to the contact.',
  tag,
  params: contactParams,
  body: tagsBody,
  precondition: contactOfPath,
  examples: tagsExamples,
  answer: { status: 201, description: 'The tags after the change.', schema: contactAnswers.tagsAdded },
  refusals: ['contactNotFound', 'locationForbidden'],
})

const removeTagsOperation = operation({
  ...accessOf('remove-tags'),
  summary: 'Remove Tags',
  description: 'Removes tags from the contact. They stay in the tag list of the location.',
  tag,
  params: contactParams,
  body: tagsBody,
  precondition: contactOfPath,
  examples: tagsExamples,
  answer: { status: 200, description: 'The tags after the change.', schema: contactAnswers.tagsRemoved },
  refusals: ['contactNotFound', 'locationForbidden'],
})

/** The operations on single contacts. */
export function registerContactRoutes(pipeline: Pipeline, context: ApiContext): void {
  pipeline.put('/contacts/:contactId', updateOperation, async (request, reply) => {
    const { contactId } = request.params
    const { 'if-match': ifMatch } = request.headers
    const body = contactBody(request)
    const updated = await updateContact(context, principalOf(request), contactId, body, ifMatch)
    if (ifMatch !== undefined) reply.header('etag', versionOf(updated.document))
    return sendContact(request, reply, { ...updated, outcome: doneMembers(request) })
  })

  pipeline.post('/contacts/', createOperation, async (request, reply) => {
    const { contact, ...created } = await createContact(context, principalOf(request), contactBody(request))
    const document = isVersion3(request) ? created.document : JSON.stringify(createdView(contact))
    return sendContact(request, reply.code(201), { ...created, document })
  })

  pipeline.get('/contacts/:contactId', getOperation, async (request, reply) => {
    const document = await getContact(context, principalOf(request), request.params.contactId)
    reply.header('etag', versionOf(document))
    return sendContact(request, reply, { document })
  })

  pipeline.delete('/contacts/:contactId', deleteOperation, async (request) => {
    await deleteContact(context, principalOf(request), request.params.contactId, pipeline.stopping)
    return { ...succeeded, traceId: request.id }
  })

  pipeline.post('/contacts/:contactId/tags', addTagsOperation, async (request, reply) => {
    reply.code(201)
    return addContactTags(context, principalOf(request), request.params.contactId, request.body)
  })

  pipeline.delete('/contacts/:contactId/tags', removeTagsOperation, async (request) =>
    removeContactTags(context, principalOf(request), request.params.contactId, request.body),
  )
}
