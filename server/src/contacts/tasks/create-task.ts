import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { Checked } from '../../http/validation.ts'
import { requireUser } from '../../locations/require-user.ts'
import type { ContactContext } from '../contact-context.ts'
import { findReachablePlace } from '../find-contact.ts'
import { addRecord } from '../records/records.ts'
import { changedTask, taskKind } from './task.ts'
import type { CreateTaskBody } from './task-schemas.ts'

/** Create Task. @returns JSON of the task. @throws ApiError 400, 403, 422. */
export const createTask = (
  { storage, clock, ids }: ContactContext,
  principal: Principal,
  contactId: string,
  body: Checked<CreateTaskBody>,
): Promise<string> =>
  storage.write(async (tx) => {
    const place = await findReachablePlace(tx, principal, contactId)
    const fields = body.valid()
    if (fields.assignedTo) await requireUser(tx, place.locationId, fields.assignedTo)
    const blank = { id: ids.next(), title: '', dueDate: '', completed: false, contactId }
    return addRecord(tx, taskKind, place, clock.now(), changedTask(blank, fields))
  }, scopeOf(principal))
