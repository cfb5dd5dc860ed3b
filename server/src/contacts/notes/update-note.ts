import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { Checked } from '../../http/validation.ts'
import type { ContactContext } from '../contact-context.ts'
import { findReachablePlace } from '../find-contact.ts'
import { findRecord, replaceRecord } from '../records/records.ts'
import { changedNote, type Note, noteKind } from './note.ts'
import type { UpdateNoteBody } from './note-schemas.ts'
import { requireSigner } from './require-signer.ts'

/** Update Note: changes what the body includes. @returns JSON of the note. @throws ApiError 400, 403, 422. */
export const updateNote = (
  { storage }: ContactContext,
  principal: Principal,
  contactId: string,
  id: string,
  body: Checked<UpdateNoteBody>,
): Promise<string> =>
  storage.write(async (tx) => {
    const place = await findReachablePlace(tx, principal, contactId)
    const document = await findRecord(tx, noteKind, place, id)
    const fields = body.valid()
    const before = JSON.parse(document) as Note
    if (fields.userId && fields.userId !== before.userId)
      await requireSigner(tx, place.locationId, fields.userId)
    return replaceRecord(tx, noteKind, place, document, changedNote(before, fields))
  }, scopeOf(principal))
