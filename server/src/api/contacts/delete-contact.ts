import { setImmediate as othersFirst } from 'node:timers/promises'
import type { Principal } from '../../auth/principal.ts'
import { runCleanup } from '../../storage/run-cleanup.ts'
import type { Storage, WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { followDocuments } from '../documents/follow-documents.ts'
import { eventRecorder } from '../events/record-events.ts'
import { deleteAddresses } from './addresses/address-store.ts'
import { eventsOfDeletion } from './contact-events.ts'
import { deleteContactRow } from './contact-store.ts'
import { someActivities } from './delete-activities.ts'
import { endDeletion, insertDeletion, rememberDeleted } from './deleted-contact-store.ts'
import { type ContactRef, findReachableContact, writeToContact } from './find-contact.ts'

/**
 * Delete Contact, permanently. The first commit hides the contact; sub-resources that do not fit in one write are
 * deleted afterwards.
 * @param stopping ends this work early; the next start finishes it.
 * @throws ApiError 400, 403.
 */
export async function deleteContact(
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  id: string,
  stopping: AbortSignal,
): Promise<void> {
  const { place, isAll } = await writeToContact(storage, principal, id, async (tx, local) => {
    const { contact } = await findReachableContact(tx, local, id)
    const { locationId } = contact
    const place = { locationId, contactId: id }
    const events = await eventRecorder(tx, { locationId, ids, at: clock.now() })
    const { isAll, remove } = await someActivities(tx, place)
    await followDocuments(tx, contact, undefined)
    await tx.run(deleteAddresses, place)
    await deleteContactRow(tx, { locationId, id })
    await rememberDeleted(tx, place, clock)
    await events.record(() => eventsOfDeletion(contact))
    await remove()
    if (!isAll) await tx.run(insertDeletion, place)
    return { place, isAll }
  })
  if (!isAll) await runCleanup(finishContactDeletion(storage, place, stopping))
}

/** Deletes the rest of a deleted contact in small writes. @param stopping ends it early. */
export async function finishContactDeletion(
  storage: Storage,
  place: ContactRef,
  stopping: AbortSignal,
): Promise<void> {
  const { locationId } = place
  const deleteSome = async (tx: WriteTx) => {
    const { isAll, remove } = await someActivities(tx, place)
    await remove()
    if (isAll) await tx.run(endDeletion, place)
    return isAll
  }
  while (!stopping.aborted && !(await storage.write(deleteSome, { locationId }))) await othersFirst()
}
