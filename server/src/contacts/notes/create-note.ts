import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { Checked } from '../../http/validation.ts'
import type { ContactContext } from '../contact-context.ts'
import { findReachablePlace } from '../find-contact.ts'
import { addRecord } from '../records/records.ts'
import { changedNote, noteKind } from './note.ts'
import type { CreateNoteBody } from './note-schemas.ts'
import { requireSigner } from './require-signer.ts'

/** Create Note. @returns JSON of the note. @throws ApiError 400, 403, 422. */
export const createNote = (
  { storage, clock, ids }: ContactContext,
  principal: Principal,
  contactId: string,
  body: Checked<CreateNoteBody>,
): Promise<string> =>
  storage.write(async (tx) => {
    const place = await findReachablePlace(tx, principal, contactId)
    const fields = body.valid()
    if (fields.userId) await requireSigner(tx, place.locationId, fields.userId)
    const now = clock.now()
    const dateAdded = new Date(now).toISOString()
    const blank = { id: ids.next(), body: '', dateAdded, contactId, pinned: false }
    return addRecord(tx, noteKind, place, now, changedNote(blank, fields))
  }, scopeOf(principal))
