import { type Principal, scopeOf } from '../../auth/principal.ts'
import type { Checked } from '../../http/validation.ts'
import { requireUser } from '../../locations/require-user.ts'
import type { ContactContext } from '../contact-context.ts'
import { findReachablePlace } from '../find-contact.ts'
import { findRecord, replaceRecord } from '../records/records.ts'
import { changedTask, type Task, taskKind } from './task.ts'
import type { UpdateTaskBody } from './task-schemas.ts'

/**
 * Update Task, and Update Task Completed: changes what the body includes.
 * @returns JSON of the task. @throws ApiError 400, 403, 422.
 */
export const updateTask = (
  { storage }: ContactContext,
  principal: Principal,
  contactId: string,
  id: string,
  body: Checked<UpdateTaskBody>,
): Promise<string> =>
  storage.write(async (tx) => {
    const place = await findReachablePlace(tx, principal, contactId)
    const document = await findRecord(tx, taskKind, place, id)
    const fields = body.valid()
    const before = JSON.parse(document) as Task
    if (fields.assignedTo && fields.assignedTo !== before.assignedTo)
      await requireUser(tx, place.locationId, fields.assignedTo)
    return replaceRecord(tx, taskKind, place, document, changedTask(before, fields))
  }, scopeOf(principal))
