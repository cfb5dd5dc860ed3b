import type { Principal } from '../auth/principal.ts'
import { errors } from '../http/errors.ts'
import {
  deleteCustomFieldRow,
  findCustomField,
  listDeletedCustomFields,
  markCustomFieldDeleted,
} from '../locations/custom-field-store.ts'
import { removeAbandonedDocuments } from '../locations/documents.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import { StorageUnavailableError } from '../storage/storage.ts'
import type { ContactContext } from './contact-context.ts'
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
  })
  try {
    await finishDeletion(context, { locationId, id }, stopping)
  } catch (error) {
    // The field is deleted, and an answer that says otherwise would be wrong: the next start does the rest.
    if (!(error instanceof StorageUnavailableError)) throw error
  }
}

const fieldsAtOnce = 100

/**
 * Finishes what an earlier run of the server could not: deletions of custom fields, and uploads that broke
 * off more than a day ago. For `serve`, after it has begun to listen.
 * @param stopping ends it early.
 * @throws StorageUnavailableError
 */
export async function finishDeletions(context: ContactContext, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const fields = await context.storage.read((tx) =>
      tx.all(listDeletedCustomFields, { limit: fieldsAtOnce }),
    )
    if (fields.length === 0) break
    for (const field of fields) await finishDeletion(context, field, stopping)
  }
  if (!stopping.aborted) await removeAbandonedDocuments(context)
}

async function finishDeletion(
  { storage }: ContactContext,
  field: { locationId: string; id: string },
  stopping: AbortSignal,
): Promise<void> {
  const { locationId, id } = field
  if (await sweepCustomField(storage, field, stopping))
    await storage.write((tx) => tx.run(deleteCustomFieldRow, { locationId, id }))
}
