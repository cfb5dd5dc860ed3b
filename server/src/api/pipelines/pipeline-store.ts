import { statement } from '../../storage/statement.ts'
import type { ReadTx } from '../../storage/storage.ts'
import type { OpportunityPipeline } from './pipeline.ts'

interface PipelineRow {
  /** JSON of a pipeline, exactly as returned. */
  document: string
}

export const findPipelineRow = statement<{ locationId: string; id: string }, PipelineRow>(
  'find-pipeline',
  'SELECT document FROM pipelines WHERE location_id = :locationId AND id = :id',
)

/** The ids, oldest first, with the length of each in UTF-8. */
export const listPipelines = statement<{ locationId: string; limit: number }, { id: string; size: number }>(
  'list-pipelines',
  `SELECT id, octet_length(document) AS "size" FROM pipelines WHERE location_id = :locationId
   ORDER BY date_added, id LIMIT :limit`,
)

export const countPipelines = statement<{ locationId: string }, { count: number }>(
  'count-pipelines',
  'SELECT COUNT(*) AS "count" FROM pipelines WHERE location_id = :locationId',
)

export const insertPipeline = statement<{
  locationId: string
  id: string
  document: string
  dateAdded: number
}>(
  'insert-pipeline',
  `INSERT INTO pipelines (location_id, id, document, date_added)
   VALUES (:locationId, :id, :document, :dateAdded)`,
)

/** A pipeline of a location. */
export async function findPipeline(
  tx: ReadTx,
  locationId: string,
  id: string,
): Promise<OpportunityPipeline | undefined> {
  const row = await tx.get(findPipelineRow, { locationId, id })
  return row && (JSON.parse(row.document) as OpportunityPipeline)
}
