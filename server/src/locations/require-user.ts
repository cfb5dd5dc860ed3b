import { errors } from '../http/errors.ts'
import type { ReadTx } from '../storage/storage.ts'
import { findUserOfLocation } from './user-store.ts'

/** @throws ApiError 400 where the location has no user of the id. */
export async function requireUser(tx: ReadTx, locationId: string, id: string): Promise<void> {
  if (!(await tx.get(findUserOfLocation, { locationId, id }))) throw errors.userNotFound(id)
}
