import { errors } from '../../http/errors.ts'
import { changedText } from '../records/changed-text.ts'
import type { NamedRecordKind } from '../records/records.ts'
import type { UpdateNoteBody } from './note-schemas.ts'
import { noteStatements } from './note-store.ts'

/** A note as stored, and, letter for letter, as answered. What is not set is missing. */
export interface Note {
  id: string
  body: string
  /** The user who wrote it. */
  userId?: string | undefined
  /** ISO 8601 with milliseconds. */
  dateAdded: string
  contactId: string
  title?: string | undefined
  color?: string | undefined
  pinned: boolean
}

export const noteKind: NamedRecordKind = {
  plural: 'notes',
  statements: noteStatements,
  notFound: errors.noteNotFound,
}

/** The note with what a body includes, its keys in the order of HighLevel's. `""` clears. */
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
