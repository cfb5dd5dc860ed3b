import { principalOf } from '../../auth/authorization.ts'
import { errors } from '../../http/errors.ts'
import type { OperationRequest } from '../../http/messages.ts'
import { isId } from '../../lib/ids.ts'
import type { ReadTx } from '../../storage/storage.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import type { RecurringTask } from './recurring-task.ts'
import { findRecurringTask } from './recurring-task-store.ts'

/** A recurring task of a location, with its next occurrence. @throws ApiError 400 if the location lacks it. */
export async function findSeries(
  tx: ReadTx,
  locationId: string,
  id: string,
): Promise<{ series: RecurringTask; nextDue: number | null }> {
  const row = isId(id) ? await tx.get(findRecurringTask, { locationId, id }) : undefined
  if (!row) throw errors.recurringTaskNotFound(id)
  return { series: JSON.parse(row.document) as RecurringTask, nextDue: row.nextDue }
}

/** The recurring task of a path: also the precondition of an update. @throws ApiError 400, 401. */
export async function recurringTaskOfPath(
  tx: ReadTx,
  request: Pick<OperationRequest, 'params' | 'principal'>,
): Promise<RecurringTask> {
  const { locationId, id } = request.params as { locationId: string; id: string }
  await findReachableLocation(tx, principalOf(request), locationId)
  return (await findSeries(tx, locationId, id)).series
}
