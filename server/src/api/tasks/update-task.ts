import type { Principal } from '../../auth/principal.ts'
import type { ApiContext } from '../api-context.ts'
import { findAccessibleContactRef, writeToContact } from '../contacts/find-contact.ts'
import { eventRecorder } from '../events/record-events.ts'
import { findRecord, replaceRecord } from '../records/records.ts'
import { requireUser } from '../users/find-user.ts'
import { changedTask, type Task, taskColumns, taskKind } from './task.ts'
import { eventsOfUpdate } from './task-events.ts'
import type { UpdateTaskBody } from './task-schemas.ts'

/**
 * Update Task, and Update Task Completed: changes only the properties sent.
 * @returns JSON of the task.
 * @throws ApiError 400, 403, 422.
 */
export const updateTask = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  contactId: string,
  id: string,
  fields: UpdateTaskBody,
): Promise<string> =>
  writeToContact(storage, principal, contactId, async (tx, local) => {
    const place = await findAccessibleContactRef(tx, local, contactId)
    const { document, sortTime } = await findRecord(tx, taskKind, place, id)
    const before = JSON.parse(document) as Task
    if (fields.assignedTo && fields.assignedTo !== before.assignedTo)
      await requireUser(tx, place.locationId, fields.assignedTo)
    const after = changedTask(before, fields)
    const { locationId } = place
    const now = clock.now()
    const events = await eventRecorder(tx, { locationId, ids, at: now })
    const written = await replaceRecord(tx, taskKind, place, document, after, taskColumns(after, now))
    await events.record(() => eventsOfUpdate(before, after, sortTime))
    return written
  })
