import { type Principal, scopeOf } from '../../auth/principal.ts'
import { errors } from '../../http/errors.ts'
import {
  deleteCustomFieldRow,
  findCustomField,
  markCustomFieldDeleted,
} from '../../locations/custom-field-store.ts'
import { findReachableLocation } from '../../locations/find-location.ts'
import type { ContactContext } from '../contact-context.ts'
import { finishLater } from '../finish-later.ts'
import { sweepCustomField } from './sweep-custom-field.ts'

/**
 * Delete Custom Field: the definition is unknown from the first commit on, then the values go from the
 * contacts, at last the row, and its key is free again.
 * @param stopping ends the work on the contacts early; the next start finishes it.
 * @throws ApiError 400, 401.
 */
export async function deleteCustomField(
  context: ContactContext,
  principal: Principal,
  locationId: string,
  id: string,
  stopping: AbortSignal,
): Promise<void> {
  const { storage, clock } = context
  await storage.write(async (tx) => {
    await findReachableLocation(tx, principal, locationId)
    if (!(await findCustomField(tx, locationId, id))) throw errors.customFieldNotFound(id)
    await tx.run(markCustomFieldDeleted, { locationId, id, dateDeleted: clock.now() })
  }, scopeOf(principal))
  await finishLater(finishCustomFieldDeletion(context, { locationId, id }, stopping))
}

/** What is left to do for a custom field that is marked as deleted. @param stopping ends it early. */
export async function finishCustomFieldDeletion(
  { storage }: ContactContext,
  field: { locationId: string; id: string },
  stopping: AbortSignal,
): Promise<void> {
  const { locationId, id } = field
  if (await sweepCustomField(storage, field, stopping))
    await storage.write((tx) => tx.run(deleteCustomFieldRow, { locationId, id }), { locationId })
}
