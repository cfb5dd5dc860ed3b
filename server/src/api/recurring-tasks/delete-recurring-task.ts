import type { Principal } from '../../auth/principal.ts'
import { scopeIn } from '../../auth/write-scope.ts'
import type { Storage } from '../../storage/storage.ts'
import { findReachableRecurringTask, type RecurringTaskRef } from './find-recurring-task.ts'
import { deleteRecurringTaskRow } from './recurring-task-store.ts'

/** Delete Recurring Task. Tasks that exist stay as they are. @throws ApiError 401 for the location, 400. */
export const deleteRecurringTask = (
  storage: Storage,
  principal: Principal,
  ref: RecurringTaskRef,
): Promise<void> =>
  storage.write(
    async (tx) => {
      const { locationId, id } = await findReachableRecurringTask(tx, principal, ref)
      await tx.run(deleteRecurringTaskRow, { locationId, id })
    },
    scopeIn(principal, ref.locationId),
  )
