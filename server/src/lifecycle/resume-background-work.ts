import { setImmediate as othersFirst } from 'node:timers/promises'
import type { ApiContext } from '../api/api-context.ts'
import { listDeletedBusinesses } from '../api/businesses/business-store.ts'
import { finishContactDeletion } from '../api/contacts/delete-contact.ts'
import {
  findLocationWithExpired,
  forgetExpired,
  listDeletions,
} from '../api/contacts/deleted-contact-store.ts'
import { listDeletedCustomFields } from '../api/custom-fields/custom-field-store.ts'
import { removeAbandonedDocuments, removeDeletedDocuments } from '../api/documents/documents.ts'
import { listDeletedLocations } from '../api/locations/location-store.ts'
import { listTagChanges } from '../api/tags/tag-store.ts'
import { removeAbandonedUploads } from '../import/upload-folder.ts'
import type { Statement } from '../storage/statement.ts'
import type { Storage } from '../storage/storage.ts'
import { finishWebhookDeletion } from '../webhooks/delete-webhook.ts'
import { listDeletedWebhooks } from '../webhooks/webhook-store.ts'
import { finishTagChange } from './change-tag.ts'
import { finishBusinessDeletion } from './delete-business.ts'
import { finishCustomFieldDeletion } from './delete-custom-field.ts'
import { finishLocationDeletion } from './delete-location.ts'

const listedAtOnce = 100

/**
 * Finishes work that an earlier run of the server left: deletions of contacts, custom fields, businesses, webhooks and
 * locations, tag changes, and uploads that were interrupted more than a day ago. Also forgets contacts that were
 * deleted 90 days ago, and removes files that killed imports left. `serve` calls it after it has begun to listen.
 * @param stopping ends it early.
 * @throws StorageUnavailableError
 */
export async function resumeBackgroundWork(context: ApiContext, stopping: AbortSignal): Promise<void> {
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
  await untilNoneIsLeft(storage, listDeletions, stopping, (place) =>
    finishContactDeletion(storage, place, stopping),
  )
  await untilNoneIsLeft(storage, listDeletedLocations, stopping, ({ id }) =>
    finishLocationDeletion(storage, id, stopping),
  )
  await untilNoneIsLeft(storage, listDeletedWebhooks, stopping, (key) =>
    finishWebhookDeletion(storage, key, stopping),
  )
  await removeDeletedDocuments(storage, stopping)
  if (!stopping.aborted) await removeAbandonedDocuments(context)
  await forgetExpiredContacts(context, stopping)
  if (!stopping.aborted) await removeAbandonedUploads()
}

/** Processes one location at a time, and some ids in each write. */
async function forgetExpiredContacts({ storage, clock }: ApiContext, stopping: AbortSignal): Promise<void> {
  let locationId: string | undefined = ''
  while (locationId !== undefined && !stopping.aborted) {
    const after: string = locationId
    const next = await storage.read((tx) => findLocationWithExpired(tx, after, clock))
    locationId = next
    if (next === undefined) return
    const forgetSome = () => storage.write((tx) => forgetExpired(tx, next, clock), { locationId: next })
    while (!stopping.aborted && (await forgetSome()) > 0) await othersFirst()
  }
}

/** Finishes rows until none is listed: a finished row is not listed again. */
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
