import type { Principal } from '../../auth/principal.ts'
import type { ContactContext } from '../contacts/contact-context.ts'
import { findAccessibleContactRef, writeToContact } from '../contacts/find-contact.ts'
import { requireUser } from '../users/find-user.ts'
import { addTask, changedTask } from './task.ts'
import type { CreateTaskBody } from './task-schemas.ts'

/** Create Task. @returns JSON of the task. @throws ApiError 400, 403, 422. */
export const createTask = (
  { storage, clock, ids }: ContactContext,
  principal: Principal,
  contactId: string,
  fields: CreateTaskBody,
): Promise<string> =>
  writeToContact(storage, principal, contactId, async (tx, local) => {
    const place = await findAccessibleContactRef(tx, local, contactId)
    if (fields.assignedTo) await requireUser(tx, place.locationId, fields.assignedTo)
    const blank = { id: ids.next(), title: '', dueDate: '', completed: false, contactId }
    return addTask(tx, place, clock.now(), changedTask(blank, fields))
  })
