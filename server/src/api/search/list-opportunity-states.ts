import type { ReadTx } from '../../storage/storage.ts'
import { opportunityStatuses } from '../opportunities/opportunity.ts'
import { maxPipelines } from '../pipelines/pipeline.ts'
import { findPipeline, listPipelines } from '../pipelines/pipeline-store.ts'
import type { OpportunityState } from './nested-filter.ts'

/** Every state that an opportunity of a location can have. */
export async function listOpportunityStates(tx: ReadTx, locationId: string): Promise<OpportunityState[]> {
  const listed = await tx.all(listPipelines, { locationId, limit: maxPipelines })
  const pipelines = await Promise.all(listed.map(({ id }) => findPipeline(tx, locationId, id)))
  return pipelines
    .filter((pipeline) => pipeline !== undefined)
    .flatMap(({ id: pipelineId, stages }) =>
      stages.flatMap(({ id: pipelineStageId }) =>
        opportunityStatuses.map((status) => ({ pipelineId, pipelineStageId, status })),
      ),
    )
}
