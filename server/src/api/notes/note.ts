import { errors } from '../../http/errors.ts'
import { recordStatements } from '../records/record-store.ts'
import { changedText, type NamedRecordKind } from '../records/records.ts'
import { noteEvent } from './note-events.ts'
import type { UpdateNoteBody } from './note-schemas.ts'

/** A note, exactly as stored and returned, without unset properties. */
export interface Note {
  id: string
  body: string
  /** The author. */
  userId?: string | undefined
  /** ISO 8601 with milliseconds. */
  dateAdded: string
  contactId: string
  title?: string | undefined
  color?: string | undefined
  pinned: boolean
}

export const noteStatements = recordStatements('note', 'notes')

export const noteKind: NamedRecordKind = {
  plural: 'notes',
  statements: noteStatements,
  notFound: errors.noteNotFound,
  eventsOfDeletion: ({ document }) => [noteEvent('NoteDelete', JSON.parse(document) as Note)],
}

/** Applies a body to a note, with the keys in HighLevel's order. `""` removes a property. */
export const changedNote = (before: Note, body: UpdateNoteBody): Note => ({
  id: before.id,
  body: body.body ?? before.body,
  userId: changedText(before.userId, body.userId),
  dateAdded: before.dateAdded,
  contactId: before.contactId,
  title: changedText(before.title, body.title),
  color: changedText(before.color, body.color),
  pinned: body.pinned ?? before.pinned,
})
