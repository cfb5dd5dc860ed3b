import { errors } from '../../http/errors.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Ids } from '../../lib/ids.ts'
import type { WriteTx } from '../../storage/storage.ts'
import { maxPipelines, newPipeline, type OpportunityPipeline } from './pipeline.ts'
import { countPipelines, insertPipeline } from './pipeline-store.ts'

/**
 * Creates a pipeline in a location.
 * @param stages the names of its stages, at least one, in their order.
 * @throws ApiError 400 if the location has reached the limit.
 */
export async function createPipeline(
  tx: WriteTx,
  { clock, ids }: { clock: Clock; ids: Ids },
  locationId: string,
  { name, stages }: { name: string; stages: readonly string[] },
): Promise<OpportunityPipeline> {
  const count = (await tx.get(countPipelines, { locationId }))?.count ?? 0
  if (count >= maxPipelines) throw errors.tooMany('pipelines', maxPipelines)
  const pipeline = newPipeline(ids, { locationId, name, stages })
  const { id } = pipeline
  await tx.run(insertPipeline, { locationId, id, document: JSON.stringify(pipeline), dateAdded: clock.now() })
  return pipeline
}
