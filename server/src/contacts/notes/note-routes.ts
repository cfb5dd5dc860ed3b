import { Type } from 'typebox'
import { principalOf } from '../../auth/gate.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import type { App } from '../../http/app.ts'
import { operation, pathId } from '../../http/operation.ts'
import { sendJson } from '../../http/send-json.ts'
import { checkedBody } from '../../http/validation.ts'
import type { ContactContext } from '../contact-context.ts'
import { contactId, contactParams } from '../contact-params.ts'
import { done, doneAnswer } from '../done-answer.ts'
import { deleteRecord } from '../records/delete-record.ts'
import { getRecord, listRecords } from '../records/read-records.ts'
import { maxRecords } from '../records/records.ts'
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
  description: 'The notes of a contact, the latest first.',
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
  examples: {
    'A note': {
      userId: 'y0BeYjuRIlDwsDcOHOJo',
      body: 'Wants a quote by Friday.',
      title: 'Follow-up summary',
      color: '#FFAA00',
      pinned: false,
    },
  },
  answer: { status: 201, description: 'The new note.', schema: noteAnswers.one },
  refusals: ['contactNotFound', 'locationForbidden', 'userNotFound', 'tooManyNotes'],
})

const getOperation = operation({
  ...accessOf('get-note'),
  summary: 'Get Note',
  description: 'A note of a contact.',
  tag,
  params: ofNote,
  answer: { status: 200, description: 'The note.', schema: noteAnswers.one },
  refusals: notFound,
})

const updateOperation = operation({
  ...accessOf('update-note'),
  summary: 'Update Note',
  description: 'Changes what the body includes, and nothing else.',
  tag,
  params: ofNote,
  body: updateNoteBody,
  examples: { 'Another text': { body: 'Wants a quote by Monday.' }, 'To the top': { pinned: true } },
  answer: { status: 200, description: 'The note after the update.', schema: noteAnswers.one },
  refusals: [...notFound, 'userNotFound'],
})

const deleteOperation = operation({
  ...accessOf('delete-note'),
  summary: 'Delete Note',
  description: 'Deletes a note for good.',
  tag,
  params: ofNote,
  answer: { status: 200, description: 'It is gone.', schema: doneAnswer },
  refusals: notFound,
})

/** The operations on the notes of a contact. The gate stands before them. */
export function registerNoteRoutes(app: App, context: ContactContext): void {
  const notesUrl = '/contacts/:contactId/notes'
  const noteUrl = `${notesUrl}/:id`

  app.get(notesUrl, listOperation, async (request, reply) => {
    const notes = await listRecords(context, principalOf(request), noteKind, request.params.contactId)
    return sendJson(reply, `{"notes":${notes}}`)
  })

  app.post(notesUrl, createOperation, async (request, reply) => {
    const { contactId } = request.params
    const note = await createNote(context, principalOf(request), contactId, checkedBody(request))
    return sendJson(reply.code(201), `{"note":${note}}`)
  })

  app.get(noteUrl, getOperation, async (request, reply) => {
    const { contactId, id } = request.params
    const note = await getRecord(context, principalOf(request), noteKind, contactId, id)
    return sendJson(reply, `{"note":${note}}`)
  })

  app.put(noteUrl, updateOperation, async (request, reply) => {
    const { contactId, id } = request.params
    const note = await updateNote(context, principalOf(request), contactId, id, checkedBody(request))
    return sendJson(reply, `{"note":${note}}`)
  })

  app.delete(noteUrl, deleteOperation, async (request) => {
    const { contactId, id } = request.params
    await deleteRecord(context, principalOf(request), noteKind, contactId, id)
    return done
  })
}
