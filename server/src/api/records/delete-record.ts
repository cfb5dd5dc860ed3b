import type { Principal } from '../../auth/principal.ts'
import type { ApiContext } from '../api-context.ts'
import { findAccessibleContactRef, writeToContact } from '../contacts/find-contact.ts'
import { findRecord, type NamedRecordKind } from './records.ts'

/** Deletes a record of a contact permanently. @throws ApiError 400, 403. */
export const deleteRecord = (
  { storage }: ApiContext,
  principal: Principal,
  kind: NamedRecordKind,
  contactId: string,
  id: string,
): Promise<void> =>
  writeToContact(storage, principal, contactId, async (tx, local) => {
    const place = await findAccessibleContactRef(tx, local, contactId)
    await findRecord(tx, kind, place, id)
    await tx.run(kind.statements.remove, { ...place, id })
  })
