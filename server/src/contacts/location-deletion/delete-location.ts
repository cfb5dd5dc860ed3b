import { setImmediate as othersFirst } from 'node:timers/promises'
import { recordAudit } from '../../auth/audit.ts'
import { revokeGrantsOfLocation } from '../../auth/grant-store.ts'
import type { Principal } from '../../auth/principal.ts'
import { revokeTokensOfLocation } from '../../auth/token-store.ts'
import { listDocumentsOfLocation } from '../../locations/document-store.ts'
import { removeDocument } from '../../locations/documents.ts'
import { findReachableLocation } from '../../locations/find-location.ts'
import { deleteLocationRow, markLocationDeleted } from '../../locations/location-store.ts'
import { deleteUsersOfLocation } from '../../locations/user-store.ts'
import { markUninstalledFromLocation } from '../../oauth/installation-store.ts'
import type { Storage, WriteTx } from '../../storage/storage.ts'
import type { ContactContext } from '../contact-context.ts'
import { deleteSearchColumn, emptyings, lastRows } from './location-deletion-store.ts'

/**
 * Delete Location: from this commit on nobody knows it, and its tokens and its apps' are refused. What it
 * holds goes afterwards, by `finishLocationDeletion`.
 * @throws ApiError 401.
 */
export const deleteLocation = (
  { storage, clock, ids }: ContactContext,
  principal: Principal,
  locationId: string,
): Promise<void> =>
  storage.write(async (tx) => {
    const { companyId, name } = await findReachableLocation(tx, principal, locationId)
    const now = clock.now()
    await tx.run(markLocationDeleted, { id: locationId, dateDeleted: now })
    await tx.run(revokeTokensOfLocation, { locationId, dateRevoked: now })
    await tx.run(revokeGrantsOfLocation, { locationId, dateRevoked: now })
    await tx.run(markUninstalledFromLocation, { locationId, dateUninstalled: now })
    await tx.run(deleteUsersOfLocation, { locationId })
    await recordAudit(tx, { clock, ids }, 'location.deleted', { companyId, locationId, name })
  })

/** Rows, or keys of rows, in one write: a few milliseconds. */
const rowsPerWrite = 200
const documentsAtOnce = 100

/**
 * Takes all that a location holds that is marked as deleted, a little at a time, and the location at last.
 * @param stopping ends it early; the next call goes on.
 * @throws StorageUnavailableError
 */
export async function finishLocationDeletion(
  storage: Storage,
  locationId: string,
  stopping: AbortSignal,
): Promise<void> {
  // Requests that were under way when it was marked may write something yet: then there is another turn.
  while (!stopping.aborted) {
    await removeDocuments(storage, locationId, stopping)
    while (!stopping.aborted && (await storage.write((tx) => deleteSome(tx, locationId), { locationId })) > 0)
      await othersFirst()
    if (!stopping.aborted && (await storage.write((tx) => deleteEmptied(tx, locationId)))) return
  }
}

async function removeDocuments(storage: Storage, locationId: string, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    const documents = await storage.read((tx) =>
      tx.all(listDocumentsOfLocation, { locationId, limit: documentsAtOnce }),
    )
    if (documents.length === 0) return
    for (const { id } of documents) if (!stopping.aborted) await removeDocument(storage, id)
  }
}

/** @returns how many rows it took; 0 where there are none. */
async function deleteSome(tx: WriteTx, locationId: string): Promise<number> {
  for (const emptying of emptyings) {
    const taken = await tx.change(emptying, { locationId, limit: rowsPerWrite })
    if (taken > 0) return taken
  }
  return tx.change(deleteSearchColumn, { locationId })
}

/** @returns whether nothing was left in it, so that it is gone. */
async function deleteEmptied(tx: WriteTx, locationId: string): Promise<boolean> {
  const documents = await tx.all(listDocumentsOfLocation, { locationId, limit: 1 })
  if (documents.length > 0 || (await deleteSome(tx, locationId)) > 0) return false
  for (const last of lastRows) await tx.run(last, { locationId })
  await tx.run(deleteLocationRow, { id: locationId })
  return true
}
