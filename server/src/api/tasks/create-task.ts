import type { Principal } from '../../auth/principal.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { ApiContext } from '../api-context.ts'
import { type ContactRef, findAccessibleContactRef, writeToContact } from '../contacts/find-contact.ts'
import { requireUser } from '../users/find-user.ts'
import { addTask, changedTask } from './task.ts'
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
    return makeTask(tx, { clock, ids }, place, fields)
  })

/** Creates a task of a contact. @returns JSON of the task. @throws ApiError 400, 422. */
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
