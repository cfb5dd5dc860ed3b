import { type Principal, scopeOf } from '../../auth/principal.ts'
import { jsonItems } from '../../http/send-json.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import { readInSlices } from '../../storage/read-in-slices.ts'
import { findReachableLocation } from '../locations/find-location.ts'
import type { LocationContext } from '../locations/location-context.ts'
import { maxPipelines } from './pipeline.ts'
import { findPipelineRow, listPipelines } from './pipeline-store.ts'

/** Get Pipelines. @returns the items of a JSON list, oldest first. @throws ApiError 401. */
export async function listPipelinesOf(
  { storage }: LocationContext,
  principal: Principal,
  locationId: string,
): Promise<JsonPieces> {
  const scope = scopeOf(principal)
  const listed = await storage.read(async (tx) => {
    await findReachableLocation(tx, principal, locationId)
    return tx.all(listPipelines, { locationId, limit: maxPipelines })
  }, scope)
  const rows = readInSlices(storage, listed, (tx, { id }) => tx.get(findPipelineRow, { locationId, id }), {
    scope,
  })
  return jsonItems(rows, ({ document }) => document)
}
