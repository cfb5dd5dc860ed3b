import type { ApiContext } from '../api/api-context.ts'
import type { CustomFieldModel } from '../api/custom-fields/custom-field.ts'
import {
  deleteCustomFieldRow,
  findLocationField,
  markCustomFieldDeleted,
} from '../api/custom-fields/custom-field-store.ts'
import { findReachableLocation } from '../api/locations/find-location.ts'
import type { Principal } from '../auth/principal.ts'
import { scopeIn } from '../auth/write-scope.ts'
import { errors } from '../http/errors.ts'
import { runCleanup } from '../storage/run-cleanup.ts'
import { sweepCustomField } from './clear-custom-field.ts'

/**
 * Delete Custom Field. The first commit hides the definition; then the values are removed from the contacts or
 * opportunities, and finally the row is deleted, which releases its key.
 * @param stopping ends the work on these early; the next start finishes it.
 * @throws ApiError 400, 401.
 */
export async function deleteCustomField(
  context: ApiContext,
  principal: Principal,
  locationId: string,
  id: string,
  stopping: AbortSignal,
): Promise<void> {
  const { storage, clock } = context
  const model = await storage.write(
    async (tx) => {
      await findReachableLocation(tx, principal, locationId)
      const field = await findLocationField(tx, locationId, id)
      if (!field) throw errors.customFieldNotFound(id)
      await tx.run(markCustomFieldDeleted, { locationId, id, dateDeleted: clock.now() })
      return field.model
    },
    scopeIn(principal, locationId),
  )
  await runCleanup(finishCustomFieldDeletion(context, { locationId, id, model }, stopping))
}

/** Finishes the deletion of a custom field that is marked as deleted. @param stopping ends it early. */
export async function finishCustomFieldDeletion(
  context: ApiContext,
  field: { locationId: string; id: string; model?: CustomFieldModel },
  stopping: AbortSignal,
): Promise<void> {
  const { locationId, id } = field
  if (await sweepCustomField(context, field, stopping))
    await context.storage.write((tx) => tx.run(deleteCustomFieldRow, { locationId, id }), { locationId })
}
