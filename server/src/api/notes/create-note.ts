import type { Principal } from '../../auth/principal.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { ReadTx, WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { type ContactRef, findAccessibleContactRef, writeToContact } from '../contacts/find-contact.ts'
import { eventRecorder } from '../events/record-events.ts'
import { addRecord } from '../records/records.ts'
import { requireUser } from '../users/find-user.ts'
import { changedNote, type Note, noteKind } from './note.ts'
import { noteEvent } from './note-events.ts'
import type { CreateNoteBody } from './note-schemas.ts'

/** Create Note. @returns JSON of the note. @throws ApiError 400, 403, 422. */
export const createNote = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  contactId: string,
  fields: CreateNoteBody,
): Promise<string> =>
  writeToContact(storage, principal, contactId, async (tx, local) => {
    return addNote(tx, { clock, ids }, await findAccessibleContactRef(tx, local, contactId), fields)
  })

/** Creates a note of a contact, and records it. @returns JSON of the note. @throws ApiError 400, 422. */
export async function addNote(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  place: ContactRef,
  fields: CreateNoteBody,
): Promise<string> {
  const { locationId } = place
  const events = await eventRecorder(tx, { locationId, ids, at: clock.now() })
  const document = await makeNote(tx, { clock, ids }, place, fields)
  await events.record(() => [noteEvent('NoteCreate', JSON.parse(document) as Note)])
  return document
}

/** As `addNote`, without events: for seeds. @returns JSON of the note. @throws ApiError 400, 422. */
export async function makeNote(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  place: ContactRef,
  fields: CreateNoteBody,
): Promise<string> {
  if (fields.userId) await requireSigner(tx, place.locationId, fields.userId)
  const now = clock.now()
  const { contactId } = place
  const blank = { id: ids.next(), body: '', dateAdded: new Date(now).toISOString(), contactId, pinned: false }
  return addRecord(tx, noteKind, place, now, changedNote(blank, fields))
}

/**
 * The author of a note: a user of the location, or the location itself, whose id n8n's node sends.
 * @throws ApiError 400 for any other id.
 */
export async function requireSigner(tx: ReadTx, locationId: string, userId: string): Promise<void> {
  if (userId !== locationId) await requireUser(tx, locationId, userId)
}
