import { setImmediate as othersFirst } from 'node:timers/promises'
import type { ApiContext } from '../api/api-context.ts'
import { listDocumentsOfLocation } from '../api/documents/document-store.ts'
import { removeDocument } from '../api/documents/documents.ts'
import { findReachableLocation } from '../api/locations/find-location.ts'
import { deleteLocationRow, type LocationRow, markLocationDeleted } from '../api/locations/location-store.ts'
import { deleteUsersOfLocation } from '../api/users/user-store.ts'
import { recordAudit } from '../auth/audit.ts'
import { revokeGrantsOfLocation } from '../auth/grant-store.ts'
import type { Principal } from '../auth/principal.ts'
import { revokeTokensOfLocation } from '../auth/token-store.ts'
import type { Clock } from '../lib/clock.ts'
import type { Ids } from '../lib/ids.ts'
import { markUninstalledFromLocation } from '../oauth/installation-store.ts'
import type { Storage, WriteTx } from '../storage/storage.ts'
import { slicesOf } from '../storage/sweep-rows.ts'
import { endProgressOfLocation } from '../webhooks/webhook-store.ts'
import { deleteSearchColumns, emptyings, lastRows } from './location-deletion-store.ts'

/**
 * Delete Location. The commit hides the location, revokes its tokens and its apps' tokens, and ends its deliveries.
 * `finishLocationDeletion` deletes its content afterwards.
 * @throws ApiError 401.
 */
export const deleteLocation = (
  { storage, clock, ids }: ApiContext,
  principal: Principal,
  locationId: string,
): Promise<void> =>
  storage.write(
    async (tx) => endLocation(tx, { clock, ids }, await findReachableLocation(tx, principal, locationId)),
    'database',
  )

/** Marks a location as deleted, revokes its tokens and its apps' tokens, and ends its deliveries. */
export async function endLocation(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  { id: locationId, companyId, name }: LocationRow,
): Promise<void> {
  const now = clock.now()
  await tx.run(markLocationDeleted, { id: locationId, dateDeleted: now })
  await tx.run(revokeTokensOfLocation, { locationId, dateRevoked: now })
  await tx.run(revokeGrantsOfLocation, { locationId, dateRevoked: now })
  await tx.run(markUninstalledFromLocation, { locationId, dateUninstalled: now })
  await tx.run(deleteUsersOfLocation, { locationId })
  // Its content goes in many small writes: its events must not be sent meanwhile.
  await tx.run(endProgressOfLocation, { locationId, now })
  await recordAudit(tx, { clock, ids }, 'location.deleted', { companyId, locationId, name })
}

/** The most rows in one write, which takes a few milliseconds. */
const rowsPerWrite = 100
const bytesPerWrite = 1024 * 1024
const documentsAtOnce = 100

/**
 * Deletes the content of a location that is marked as deleted, in small writes, and finally the location.
 * @param stopping ends it early; the next call continues.
 * @throws StorageUnavailableError
 */
export async function finishLocationDeletion(
  storage: Storage,
  locationId: string,
  stopping: AbortSignal,
): Promise<void> {
  // Requests that were in progress when the location was marked may still write. Another pass deletes their rows.
  while (!stopping.aborted) {
    await removeDocuments(storage, locationId, stopping)
    while (!stopping.aborted && (await storage.write((tx) => deleteSome(tx, locationId), { locationId })) > 0)
      await othersFirst()
    if (!stopping.aborted && (await storage.write((tx) => deleteEmptied(tx, locationId), 'database'))) return
  }
}

async function removeDocuments(storage: Storage, locationId: string, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const documents = await storage.read((tx) =>
      tx.all(listDocumentsOfLocation, { locationId, limit: documentsAtOnce }),
    )
    if (documents.length === 0) return
    for (const { id } of documents) if (!stopping.aborted) await removeDocument(storage, { id, locationId })
  }
}

/** @returns the number of deleted rows. */
async function deleteSome(tx: WriteTx, locationId: string): Promise<number> {
  for (const { weigh, take } of emptyings) {
    const rows = weigh && (await tx.all(weigh, { locationId, limit: rowsPerWrite }))
    const [first = []] = slicesOf(rows ?? [], { maxItems: rowsPerWrite, maxBytes: bytesPerWrite })
    const limit = rows ? first.length : rowsPerWrite
    const taken = limit > 0 ? await tx.change(take, { locationId, limit }) : 0
    if (taken > 0) return taken
  }
  for (const deleteColumn of deleteSearchColumns) {
    const taken = await tx.change(deleteColumn, { locationId })
    if (taken > 0) return taken
  }
  return 0
}

/** @returns whether the location was empty and has been deleted. */
async function deleteEmptied(tx: WriteTx, locationId: string): Promise<boolean> {
  const documents = await tx.all(listDocumentsOfLocation, { locationId, limit: 1 })
  if (documents.length > 0 || (await deleteSome(tx, locationId)) > 0) return false
  for (const last of lastRows) await tx.run(last, { locationId })
  await tx.run(deleteLocationRow, { id: locationId })
  return true
}
