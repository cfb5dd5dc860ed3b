import { type Principal, scopeOf } from '../../auth/principal.ts'
import { jsonItems } from '../../http/send-json.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import { readInSlices } from '../../storage/read-in-slices.ts'
import type { Statement } from '../../storage/statement.ts'
import type { ReadTx, Storage } from '../../storage/storage.ts'
import { findReachableLocation } from './find-location.ts'

/** How to read rows of a location that are stored as JSON exactly as returned. */
interface StoredRows {
  /** The ids, in the order of the list, with the length of each row in UTF-8. */
  list(tx: ReadTx): Promise<{ id: string; size: number }[]>
  find: Statement<{ locationId: string; id: string }, { document: string }>
}

/** Lists stored rows of a location. @returns the items of a JSON list. @throws ApiError 401 for the location. */
export async function listStoredRows(
  storage: Storage,
  principal: Principal,
  locationId: string,
  { list, find }: StoredRows,
): Promise<JsonPieces> {
  const scope = scopeOf(principal)
  const listed = await storage.read(async (tx) => {
    await findReachableLocation(tx, principal, locationId)
    return list(tx)
  }, scope)
  const rows = readInSlices(storage, listed, (tx, { id }) => tx.get(find, { locationId, id }), { scope })
  return jsonItems(rows, ({ document }) => document)
}
