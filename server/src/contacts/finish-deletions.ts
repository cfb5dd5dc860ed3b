import { listDeletedBusinesses } from '../locations/business-store.ts'
import { listDeletedCustomFields } from '../locations/custom-field-store.ts'
import { removeAbandonedDocuments } from '../locations/documents.ts'
import { listDeletedLocations } from '../locations/location-store.ts'
import { listTagChanges } from '../locations/tag-store.ts'
import type { Statement } from '../storage/statement.ts'
import type { Storage } from '../storage/storage.ts'
import { finishBusinessDeletion } from './business/delete-business.ts'
import type { ContactContext } from './contact-context.ts'
import { finishCustomFieldDeletion } from './custom-field-deletion/delete-custom-field.ts'
import { finishLocationDeletion } from './location-deletion/delete-location.ts'
import { finishTagChange } from './tag-changes/change-tag.ts'

const listedAtOnce = 100

/**
 * Finishes what an earlier run of the server could not: deletions of custom fields, businesses and
 * locations, changes of tags, and uploads that broke off more than a day ago. For `serve`, after it has begun to listen.
 * @param stopping ends it early.
 * @throws StorageUnavailableError
 */
export async function finishDeletions(context: ContactContext, stopping: AbortSignal): Promise<void> {
  const { storage } = context
  await untilNoneIsLeft(storage, listDeletedCustomFields, stopping, (field) =>
    finishCustomFieldDeletion(context, field, stopping),
  )
  await untilNoneIsLeft(storage, listDeletedBusinesses, stopping, (business) =>
    finishBusinessDeletion(context, business, stopping),
  )
  await untilNoneIsLeft(storage, listTagChanges, stopping, (change) =>
    finishTagChange(context, change, stopping),
  )
  await untilNoneIsLeft(storage, listDeletedLocations, stopping, ({ id }) =>
    finishLocationDeletion(storage, id, stopping),
  )
  if (!stopping.aborted) await removeAbandonedDocuments(context)
}

/** Each that is finished is no longer listed. */
async function untilNoneIsLeft<Row>(
  storage: Storage,
  unfinished: Statement<{ limit: number }, Row>,
  stopping: AbortSignal,
  finish: (row: Row) => Promise<void>,
): Promise<void> {
  while (!stopping.aborted) {
    const rows = await storage.read((tx) => tx.all(unfinished, { limit: listedAtOnce }))
    if (rows.length === 0) return
    for (const row of rows) await finish(row)
  }
}
