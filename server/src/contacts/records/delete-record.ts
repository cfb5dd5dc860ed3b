import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { ContactContext } from '../contact-context.ts'
import { findReachablePlace } from '../find-contact.ts'
import { findRecord, type NamedRecordKind } from './records.ts'

/** Deletes one record of a contact, for good. @throws ApiError 400, 403. */
export const deleteRecord = (
  { storage }: ContactContext,
  principal: Principal,
  kind: NamedRecordKind,
  contactId: string,
  id: string,
): Promise<void> =>
  storage.write(async (tx) => {
    const place = await findReachablePlace(tx, principal, contactId)
    await findRecord(tx, kind, place, id)
    await tx.run(kind.statements.remove, { ...place, id })
  }, scopeOf(principal))
