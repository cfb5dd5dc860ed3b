import type { ReadTx } from '../storage/storage.ts'
import type { Business } from './business.ts'
import { findBusinessRow } from './business-store.ts'

/** A business of a location, or undefined: one that is being deleted is none. */
export async function findBusiness(
  tx: ReadTx,
  locationId: string,
  id: string,
): Promise<Business | undefined> {
  const row = await tx.get(findBusinessRow, { locationId, id })
  return row && (JSON.parse(row.document) as Business)
}
