import { requireUser } from '../../locations/require-user.ts'
import type { ReadTx } from '../../storage/storage.ts'

/**
 * Who signs a note: a user of the location, or the location itself, whose id n8n's node sends.
 * @throws ApiError 400 for anyone else.
 */
export async function requireSigner(tx: ReadTx, locationId: string, userId: string): Promise<void> {
  if (userId !== locationId) await requireUser(tx, locationId, userId)
}
