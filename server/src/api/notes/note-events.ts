import type { NewEvent } from '../events/record-events.ts'
import type { Note } from './note.ts'

/** An event of a note: HighLevel names no more of it. */
export const noteEvent = (
  type: 'NoteCreate' | 'NoteUpdate' | 'NoteDelete',
  { id, body, contactId, dateAdded }: Note,
): NewEvent => ({ type, contactId, payload: { id, body, contactId, dateAdded } })
