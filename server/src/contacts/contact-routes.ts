import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../auth/gate.ts'
import type { App } from '../http/app.ts'
import { operation, pathId } from '../http/operation.ts'
import { checkedBody } from '../http/validation.ts'
import { addContactTags, removeContactTags } from './change-tags.ts'
import { contactAnswers } from './contact-answers.ts'
import type { ContactContext } from './contact-context.ts'
import { createContactBody, tagsBody, updateContactBody } from './contact-schemas.ts'
import { createdView, ignoredFieldsHeader } from './contact-view.ts'
import { createContact } from './create-contact.ts'
import { deleteContact } from './delete-contact.ts'
import { getContact } from './get-contact.ts'
import { updateContact } from './update-contact.ts'

const tag = 'Contacts'
const params = Type.Object({ contactId: pathId('Contact Id', 'ocQHyuzHvysMo5N5VsXc') })
const read = { scopes: ['contacts.readonly'] }
const write = { scopes: ['contacts.write'] }

const updateOperation = operation({
  operationId: 'update-contact',
  summary: 'Update Contact',
  description: 'Changes what the body includes, and nothing else. `{}` is a valid update of nothing.',
  tag,
  access: write,
  params,
  body: updateContactBody,
  answer: { status: 200, description: 'The contact after the update.', schema: contactAnswers.updated },
  refusals: [400, 403, 413, 415, 422],
})

const createOperation = operation({
  operationId: 'create-contact',
  summary: 'Create Contact',
  description: 'Makes a contact in a location.',
  tag,
  access: write,
  body: createContactBody,
  answer: { status: 201, description: 'The new contact.', schema: contactAnswers.created },
  refusals: [400, 403, 413, 415, 422],
})

const getOperation = operation({
  operationId: 'get-contact',
  summary: 'Get Contact',
  description: 'A contact as it stands.',
  tag,
  access: read,
  params,
  answer: { status: 200, description: 'The contact.', schema: contactAnswers.found },
  refusals: [400, 403],
})

const deleteOperation = operation({
  operationId: 'delete-contact',
  summary: 'Delete Contact',
  description: 'Deletes a contact for good.',
  tag,
  access: write,
  params,
  answer: { status: 200, description: 'It is gone.', schema: contactAnswers.deleted },
  refusals: [400, 403],
})

const addTagsOperation = operation({
  operationId: 'add-tags',
  summary: 'Add Tags',
  description: 'Adds tags to those that the contact has.',
  tag,
  access: write,
  params,
  body: tagsBody,
  answer: { status: 201, description: 'The tags after it.', schema: contactAnswers.tagsAdded },
  refusals: [400, 403, 413, 415, 422],
})

const removeTagsOperation = operation({
  operationId: 'remove-tags',
  summary: 'Remove Tags',
  description: 'Removes tags from the contact. The tag list of the location keeps them.',
  tag,
  access: write,
  params,
  body: tagsBody,
  answer: { status: 200, description: 'The tags after it.', schema: contactAnswers.tagsRemoved },
  refusals: [400, 403, 413, 415, 422],
})

/** The operations on single contacts. The gate stands before them. */
export function registerContactRoutes(app: App, context: ContactContext): void {
  app.put('/contacts/:contactId', updateOperation, async (request, reply) => {
    const { contactId } = request.params
    const { document, ignoredFields } = await updateContact(
      context,
      principalOf(request),
      contactId,
      checkedBody(request),
    )
    nameIgnoredFields(reply, ignoredFields)
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
      checkedBody(request),
    )
    nameIgnoredFields(reply, ignoredFields)
    return reply.code(201).send({ contact: createdView(contact), traceId: request.id })
  })

  app.get('/contacts/:contactId', getOperation, async (request, reply) => {
    const document = await getContact(context, principalOf(request), request.params.contactId)
    return sendJson(reply, `{"contact":${document},"traceId":"${request.id}"}`)
  })

  app.delete('/contacts/:contactId', deleteOperation, async (request) => {
    await deleteContact(context, principalOf(request), request.params.contactId)
    return { succeded: true, succeeded: true, traceId: request.id }
  })

  app.post('/contacts/:contactId/tags', addTagsOperation, async (request, reply) => {
    reply.code(201)
    return addContactTags(context, principalOf(request), request.params.contactId, checkedBody(request))
  })

  app.delete('/contacts/:contactId/tags', removeTagsOperation, async (request) =>
    removeContactTags(context, principalOf(request), request.params.contactId, checkedBody(request)),
  )
}

/** Sends text that is JSON already. */
const sendJson = (reply: FastifyReply, json: string) =>
  reply.type('application/json; charset=utf-8').send(json)

function nameIgnoredFields(reply: FastifyReply, ignoredFields: readonly string[]): void {
  if (ignoredFields.length > 0) reply.header('x-contactd-ignored-fields', ignoredFieldsHeader(ignoredFields))
}
