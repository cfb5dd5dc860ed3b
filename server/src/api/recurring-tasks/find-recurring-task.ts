import { principalOf } from '../../auth/authorization.ts'
import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import { isId } from '../../lib/ids.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import type { RecurringTask } from './recurring-task.ts'
import { findRecurringTask } from './recurring-task-store.ts'

/** The place of a recurring task. */
export type RecurringTaskRef = Pick<RecurringTask, 'locationId' | 'id'>

/** A recurring task of a location, with its next occurrence. @throws ApiError 400 if the location lacks it. */
export async function requireRecurringTask(
  tx: ReadTx,
  locationId: string,
  id: string,
): Promise<{ recurringTask: RecurringTask; nextDue: number | null }> {
  const row = isId(id) ? await tx.get(findRecurringTask, { locationId, id }) : undefined
  if (!row) throw errors.recurringTaskNotFound(id)
  return { recurringTask: JSON.parse(row.document) as RecurringTask, nextDue: row.nextDue }
}

/** Get Recurring Task. @throws ApiError 401 for the location, 400. */
export const getRecurringTask = (
  storage: Storage,
  principal: Principal,
  ref: RecurringTaskRef,
): Promise<RecurringTask> =>
  storage.read((tx) => findReachableRecurringTask(tx, principal, ref), scopeOf(principal))

/** The precondition of operations on the recurring task of their path. @throws ApiError 400, 401. */
export const recurringTaskOfPath = (tx: ReadTx, request: OperationRequest): Promise<RecurringTask> =>
  findReachableRecurringTask(tx, principalOf(request), request.params as RecurringTaskRef)

/** Finds the recurring task of a request. @throws ApiError 401 for the location, 400. */
export async function findReachableRecurringTask(
  tx: ReadTx,
  principal: Principal,
  { locationId, id }: RecurringTaskRef,
): Promise<RecurringTask> {
  await findReachableLocation(tx, principal, locationId)
  return (await requireRecurringTask(tx, locationId, id)).recurringTask
}
