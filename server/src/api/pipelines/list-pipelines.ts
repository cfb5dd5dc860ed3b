import type { Principal } from '../../auth/principal.ts'
import type { JsonPieces } from '../../lib/json-items.ts'
import type { ApiContext } from '../api-context.ts'
import { listStoredRows } from '../locations/list-stored-rows.ts'
import { maxPipelines } from './pipeline.ts'
import { findPipelineRow, listPipelines } from './pipeline-store.ts'

/** Get Pipelines. @returns the items of a JSON list, oldest first. @throws ApiError 401. */
export const listPipelinesOf = (
  { storage }: ApiContext,
  principal: Principal,
  locationId: string,
): Promise<JsonPieces> =>
  listStoredRows(storage, principal, locationId, {
    list: (tx) => tx.all(listPipelines, { locationId, limit: maxPipelines }),
    find: findPipelineRow,
  })
