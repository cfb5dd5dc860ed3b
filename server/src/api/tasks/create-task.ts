import type { Principal } from '../../auth/principal.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { type ContactRef, findAccessibleContactRef, writeToContact } from '../contacts/find-contact.ts'
import { eventRecorder } from '../events/record-events.ts'
import { requireUser } from '../users/find-user.ts'
import { addTask, changedTask, type Task } from './task.ts'
import { eventsOfCreation } from './task-events.ts'
import type { CreateTaskBody } from './task-schemas.ts'

/** Create Task. @returns JSON of the task. @throws ApiError 400, 403, 422. */
export const createTask = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  contactId: string,
  fields: CreateTaskBody,
): Promise<string> =>
  writeToContact(storage, principal, contactId, async (tx, local) => {
    const place = await findAccessibleContactRef(tx, local, contactId)
    const { locationId } = place
    const now = clock.now()
    const events = await eventRecorder(tx, { locationId, ids, at: now })
    const document = await makeTask(tx, { clock: { now: () => now }, ids }, place, fields)
    await events.record(() => eventsOfCreation(JSON.parse(document) as Task, now))
    return document
  })

/** Creates a task of a contact, without events: for seeds. @returns JSON of the task. @throws ApiError 400, 422. */
export async function makeTask(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  place: ContactRef,
  fields: CreateTaskBody,
): Promise<string> {
  if (fields.assignedTo) await requireUser(tx, place.locationId, fields.assignedTo)
  const blank = { id: ids.next(), title: '', dueDate: '', completed: false, contactId: place.contactId }
  return addTask(tx, place, clock.now(), changedTask(blank, fields))
}
