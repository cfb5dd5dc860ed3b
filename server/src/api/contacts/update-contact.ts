import { actorOf } from '../../auth/actor.ts'
import type { Principal } from '../../auth/principal.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { type PhonesContext, withPhonesParsedFirst } from '../phones/parse-phones-first.ts'
import { applyChanges, type Changes } from './apply-changes.ts'
import type { UpdateContactBody } from './contact-schemas.ts'
import { refuseOtherVersion } from './contact-version.ts'
import { findReachableContact, type StoredContact, writeToContact } from './find-contact.ts'
import { resolveChanges } from './resolve-changes.ts'
import { refuseDuplicate, saveContact } from './save-contact.ts'

export interface UpdatedContact {
  /** JSON of the contact, as stored and returned. */
  document: string
  /** The custom fields that were dropped, as sent. */
  ignoredFields: string[]
}

/**
 * Update Contact: changes only the properties in the body. Checks in HighLevel's order: the contact (400, 403), the
 * values that depend on the location (400), duplicates (400).
 * @param ifMatch the header, if the caller asks for a version of the contact (412).
 */
export function updateContact(
  context: ApiContext,
  principal: Principal,
  id: string,
  body: UpdateContactBody,
  ifMatch?: string,
): Promise<UpdatedContact> {
  return withPhonesParsedFirst(context, (withPhones) =>
    writeToContact(context.storage, principal, id, async (tx, local) => {
      const before = await findReachableContact(tx, local, id)
      refuseOtherVersion(ifMatch, before.document)
      return changeContact(tx, withPhones, principal, before, body)
    }),
  )
}

/** Changes a contact that the caller can access. @throws ApiError 400, 422. */
export async function changeContact(
  tx: WriteTx,
  { clock, ids, phones }: PhonesContext,
  principal: Principal,
  before: StoredContact,
  body: Changes['body'],
): Promise<UpdatedContact> {
  const changes = await resolveChanges(tx, before.contact, body, { uuid: ids.uuid, phones })
  const after = applyChanges(before.contact, changes)
  await refuseDuplicate(tx, 'update', after, before.contact)
  const document = await saveContact(tx, ids, before, after, actorOf(principal, clock))
  return { document, ignoredFields: changes.ignoredFields }
}
