import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import type { ApiContext } from '../api-context.ts'
import { contactId, contactParams } from '../contacts/contact-params.ts'
import { contactOfPath } from '../contacts/find-contact.ts'
import { deleteRecord } from '../records/delete-record.ts'
import { getRecord, listRecords } from '../records/read-records.ts'
import { maxRecords, recordOfPath } from '../records/records.ts'
import { succeeded, succeededResponse } from '../schemas/succeeded-response.ts'
import { createNote } from './create-note.ts'
import { noteKind } from './note.ts'
import { createNoteBody, noteAnswers, updateNoteBody } from './note-schemas.ts'
import { updateNote } from './update-note.ts'

const tag = 'Notes'
const ofNote = Type.Object({ contactId, id: pathId('The id of the note.', 'HGPcayliwcdoUFzvbTok') })
const notFound = ['contactNotFound', 'locationForbidden', 'noteNotFound'] as const

const listOperation = operation({
  ...accessOf('get-all-notes'),
  summary: 'Get All Notes',
  description: 'Lists the notes of a contact, latest first.',
  tag,
  params: contactParams,
  answer: { status: 200, description: `The notes, at most ${maxRecords}.`, schema: noteAnswers.list },
  refusals: ['contactNotFound', 'locationForbidden'],
})

const createOperation = operation({
  ...accessOf('create-note'),
  summary: 'Create Note',
  description: 'Adds a note to a contact.',
  tag,
  params: contactParams,
  body: createNoteBody,
  precondition: contactOfPath,
  examples: {
    'A note': {
      userId: 'y0BeYjuRIlDwsDcOHOJo',
      body: 'Wants a quote by Friday.',
      title: 'Follow-up summary',
      color: '#FFAA00',
      pinned: false,
    },
  },
  answer: { status: 201, description: 'The note.', schema: noteAnswers.one },
  refusals: ['contactNotFound', 'locationForbidden', 'userNotFound', 'tooManyNotes'],
})

const getOperation = operation({
  ...accessOf('get-note'),
  summary: 'Get Note',
  description: 'Returns a note of a contact.',
  tag,
  params: ofNote,
  answer: { status: 200, description: 'The note.', schema: noteAnswers.one },
  refusals: notFound,
})

const updateOperation = operation({
  ...accessOf('update-note'),
  summary: 'Update Note',
  description: 'Changes only the properties sent.',
  tag,
  params: ofNote,
  body: updateNoteBody,
  precondition: recordOfPath(noteKind, 'id'),
  examples: { 'Another text': { body: 'Wants a quote by Monday.' }, 'To the top': { pinned: true } },
  answer: { status: 200, description: 'The note.', schema: noteAnswers.one },
  refusals: [...notFound, 'userNotFound'],
})

const deleteOperation = operation({
  ...accessOf('delete-note'),
  summary: 'Delete Note',
  description: 'Deletes a note permanently.',
  tag,
  params: ofNote,
  answer: { status: 200, description: 'Deleted.', schema: succeededResponse },
  refusals: notFound,
})

/** Registers the operations on the notes of a contact. Authorization runs before them. */
export function registerNoteRoutes(pipeline: Pipeline, context: ApiContext): void {
  const notesUrl = '/contacts/:contactId/notes'
  const noteUrl = `${notesUrl}/:id`

  pipeline.get(notesUrl, listOperation, async (request, reply) => {
    const notes = await listRecords(context, principalOf(request), noteKind, request.params.contactId)
    return sendJson(reply, ['{"notes":[', ...notes, ']}'])
  })

  pipeline.post(notesUrl, createOperation, async (request, reply) => {
    const { contactId } = request.params
    const note = await createNote(context, principalOf(request), contactId, request.body)
    return sendJson(reply.code(201), `{"note":${note}}`)
  })

  pipeline.get(noteUrl, getOperation, async (request, reply) => {
    const { contactId, id } = request.params
    const note = await getRecord(context, principalOf(request), noteKind, contactId, id)
    return sendJson(reply, `{"note":${note}}`)
  })

  pipeline.put(noteUrl, updateOperation, async (request, reply) => {
    const { contactId, id } = request.params
    const note = await updateNote(context, principalOf(request), contactId, id, request.body)
    return sendJson(reply, `{"note":${note}}`)
  })

  pipeline.delete(noteUrl, deleteOperation, async (request) => {
    const { contactId, id } = request.params
    await deleteRecord(context, principalOf(request), noteKind, contactId, id)
    return succeeded
  })
}
