import { actorOf } from '../auth/actor.ts'
import { type Principal, scopeOf } from '../auth/principal.ts'
import type { Checked } from '../http/validation.ts'
import type { WriteTx } from '../storage/storage.ts'
import { applyChanges, type Changes } from './apply-changes.ts'
import type { ContactContext } from './contact-context.ts'
import type { UpdateContactBody } from './contact-schemas.ts'
import { findReachableContact, type StoredContact } from './find-contact.ts'
import { readChanges } from './read-changes.ts'
import { refuseDuplicate, saveContact } from './save-contact.ts'

export interface UpdatedContact {
  /** JSON of the contact, as stored and answered. */
  document: string
  /** The custom fields that were dropped, as sent. */
  ignoredFields: string[]
}

/**
 * Update Contact: changes what the body includes, and nothing else. Refuses in HighLevel's order: the
 * contact (400, 403), the body (422), what the location judges (400), duplicates (400).
 */
export function updateContact(
  context: ContactContext,
  principal: Principal,
  id: string,
  body: Checked<UpdateContactBody>,
): Promise<UpdatedContact> {
  return context.storage.write(async (tx) => {
    const before = await findReachableContact(tx, principal, id)
    return changeContact(tx, context, principal, before, body.valid())
  }, scopeOf(principal))
}

/** Changes a contact that the caller reaches. @throws ApiError 400, 422. */
export async function changeContact(
  tx: WriteTx,
  { clock, ids }: ContactContext,
  principal: Principal,
  before: StoredContact,
  body: Changes['body'],
): Promise<UpdatedContact> {
  const changes = await readChanges(tx, before.contact, body, ids.uuid)
  const after = applyChanges(before.contact, changes)
  await refuseDuplicate(tx, 'update', after, before.contact)
  const document = await saveContact(tx, ids, before, after, actorOf(principal, clock))
  return { document, ignoredFields: changes.ignoredFields }
}
