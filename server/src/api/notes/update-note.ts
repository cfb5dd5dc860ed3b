import type { Principal } from '../../auth/principal.ts'
import type { ApiContext } from '../api-context.ts'
import { findAccessibleContactRef, writeToContact } from '../contacts/find-contact.ts'
import { eventRecorder } from '../events/record-events.ts'
import { findRecord, replaceRecord } from '../records/records.ts'
import { requireSigner } from './create-note.ts'
import { changedNote, type Note, noteKind } from './note.ts'
import { noteEvent } from './note-events.ts'
import type { UpdateNoteBody } from './note-schemas.ts'

/** Update Note: changes only the properties sent. @returns JSON of the note. @throws ApiError 400, 403, 422. */
export const updateNote = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  contactId: string,
  id: string,
  fields: UpdateNoteBody,
): Promise<string> =>
  writeToContact(storage, principal, contactId, async (tx, local) => {
    const place = await findAccessibleContactRef(tx, local, contactId)
    const { document } = await findRecord(tx, noteKind, place, id)
    const before = JSON.parse(document) as Note
    if (fields.userId && fields.userId !== before.userId)
      await requireSigner(tx, place.locationId, fields.userId)
    const after = changedNote(before, fields)
    const { locationId } = place
    const events = await eventRecorder(tx, { locationId, ids, at: clock.now() })
    const written = await replaceRecord(tx, noteKind, place, document, after)
    if (written !== document) await events.record(() => [noteEvent('NoteUpdate', after)])
    return written
  })
