import { principalOf } from '../auth/gate.ts'
import { accessOf } from '../auth/operation-scopes.ts'
import type { App } from '../http/app.ts'
import { operation } from '../http/operation.ts'
import { sendJson } from '../http/send-json.ts'
import { checkedBody } from '../http/validation.ts'
import { isVersion3 } from '../http/version-header.ts'
import { addContactTags, removeContactTags } from './change-tags.ts'
import { contactAnswers } from './contact-answers.ts'
import type { ContactContext } from './contact-context.ts'
import { createContactExamples, tagsExamples, updateContactExamples } from './contact-examples.ts'
import { contactParams } from './contact-params.ts'
import { createContactBody, tagsBody, updateContactBody } from './contact-schemas.ts'
import { createdView } from './contact-view.ts'
import { createContact } from './create-contact.ts'
import { deleteContact } from './delete-contact.ts'
import { done } from './done-answer.ts'
import { fieldRefusals } from './field-refusals.ts'
import { getContact } from './get-contact.ts'
import { ignoredFieldsHeaders, nameIgnoredFields } from './ignored-fields.ts'
import { updateContact } from './update-contact.ts'
import { version3Contact } from './version-3/version-3.ts'
import { checkedContactBody, contactIn } from './version-3/version-3-request.ts'
import { version3Answer, version3Request, withoutSucceded } from './version-3/version-3-schemas.ts'

const tag = 'Contacts'

const updateOperation = operation({
  ...accessOf('update-contact'),
  summary: 'Update Contact',
  description: 'Changes what the body includes, and nothing else. `{}` is a valid update of nothing.',
  tag,
  params: contactParams,
  body: updateContactBody,
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
  refusals: ['contactNotFound', 'locationForbidden', ...fieldRefusals, 'duplicateOnUpdate'],
})

const createOperation = operation({
  ...accessOf('create-contact'),
  summary: 'Create Contact',
  description: 'Makes a contact in a location.',
  tag,
  body: createContactBody,
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
  refusals: ['locationForbidden', ...fieldRefusals, 'duplicateOnCreate'],
})

const getOperation = operation({
  ...accessOf('get-contact'),
  summary: 'Get Contact',
  description: 'A contact as it stands.',
  tag,
  params: contactParams,
  answer: { status: 200, description: 'The contact.', schema: contactAnswers.found },
  version3: { answer: version3Answer(contactAnswers.found) },
  refusals: ['contactNotFound', 'locationForbidden'],
})

const deleteOperation = operation({
  ...accessOf('delete-contact'),
  summary: 'Delete Contact',
  description: 'Deletes a contact for good.',
  tag,
  params: contactParams,
  answer: { status: 200, description: 'It is gone.', schema: contactAnswers.deleted },
  refusals: ['contactNotFound', 'locationForbidden'],
})

const addTagsOperation = operation({
  ...accessOf('add-tags'),
  summary: 'Add Tags',
  description: 'Adds tags to those that the contact has.',
  tag,
  params: contactParams,
  body: tagsBody,
  examples: tagsExamples,
  answer: { status: 201, description: 'The tags after it.', schema: contactAnswers.tagsAdded },
  refusals: ['contactNotFound', 'locationForbidden'],
})

const removeTagsOperation = operation({
  ...accessOf('remove-tags'),
  summary: 'Remove Tags',
  description: 'Removes tags from the contact. The tag list of the location keeps them.',
  tag,
  params: contactParams,
  body: tagsBody,
  examples: tagsExamples,
  answer: { status: 200, description: 'The tags after it.', schema: contactAnswers.tagsRemoved },
  refusals: ['contactNotFound', 'locationForbidden'],
})

/** The operations on single contacts. The gate stands before them. */
export function registerContactRoutes(app: App, context: ContactContext): void {
  app.put('/contacts/:contactId', updateOperation, async (request, reply) => {
    const { contactId } = request.params
    const { document, ignoredFields } = await updateContact(
      context,
      principalOf(request),
      contactId,
      checkedContactBody(request),
    )
    nameIgnoredFields(reply, ignoredFields)
    if (isVersion3(request)) {
      const contact = version3Contact(document)
      return sendJson(reply, `{"succeeded":true,"contact":${contact},"traceId":"${request.id}"}`)
    }
    // The stored document is spliced into the answer: making it again costs more than all else here.
    return sendJson(
      reply,
      `{"succeded":true,"succeeded":true,"contact":${document},"traceId":"${request.id}"}`,
    )
  })

  app.post('/contacts/', createOperation, async (request, reply) => {
    const { contact, ignoredFields } = await createContact(
      context,
      principalOf(request),
      checkedContactBody(request),
    )
    nameIgnoredFields(reply, ignoredFields)
    if (isVersion3(request)) {
      const document = version3Contact(JSON.stringify(contact))
      return sendJson(reply.code(201), `{"contact":${document},"traceId":"${request.id}"}`)
    }
    return reply.code(201).send({ contact: createdView(contact), traceId: request.id })
  })

  app.get('/contacts/:contactId', getOperation, async (request, reply) => {
    const document = await getContact(context, principalOf(request), request.params.contactId)
    return sendJson(reply, `{"contact":${contactIn(request, document)},"traceId":"${request.id}"}`)
  })

  app.delete('/contacts/:contactId', deleteOperation, async (request) => {
    await deleteContact(context, principalOf(request), request.params.contactId)
    return { ...done, traceId: request.id }
  })

  app.post('/contacts/:contactId/tags', addTagsOperation, async (request, reply) => {
    reply.code(201)
    return addContactTags(context, principalOf(request), request.params.contactId, checkedBody(request))
  })

  app.delete('/contacts/:contactId/tags', removeTagsOperation, async (request) =>
    removeContactTags(context, principalOf(request), request.params.contactId, checkedBody(request)),
  )
}
