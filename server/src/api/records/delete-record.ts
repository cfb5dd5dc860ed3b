import type { Principal } from '../../auth/principal.ts'
import type { ApiContext } from '../api-context.ts'
import { findAccessibleContactRef, writeToContact } from '../contacts/find-contact.ts'
import { eventRecorder } from '../events/record-events.ts'
import { findRecord, type NamedRecordKind } from './records.ts'

/** Deletes a record of a contact permanently. @throws ApiError 400, 403. */
export const deleteRecord = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  kind: NamedRecordKind,
  contactId: string,
  id: string,
): Promise<void> =>
  writeToContact(storage, principal, contactId, async (tx, local) => {
    const place = await findAccessibleContactRef(tx, local, contactId)
    const found = await findRecord(tx, kind, place, id)
    const { locationId } = place
    const events = await eventRecorder(tx, { locationId, ids, at: clock.now() })
    await tx.run(kind.statements.remove, { ...place, id })
    await events.record(() => kind.eventsOfDeletion(found))
  })
