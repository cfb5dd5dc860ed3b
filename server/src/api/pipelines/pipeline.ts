import type { Ids } from '../../lib/ids.ts'

/** The most pipelines of a location, and the most stages of a pipeline: a list returns them all. */
export const maxPipelines = 100
export const maxStages = 100

/** A stage of a pipeline, as stored and returned. */
interface PipelineStage {
  /** A UUID. */
  id: string
  name: string
  /** From 0. */
  position: number
  showInFunnel: boolean
  showInPieChart: boolean
}

/** A pipeline of opportunities, as stored and returned. */
export interface OpportunityPipeline {
  id: string
  name: string
  /** At least one, in their order. */
  stages: PipelineStage[]
  showInFunnel: boolean
  showInPieChart: boolean
  locationId: string
}

/** Makes a pipeline. @param stages the names of its stages, at least one, in their order. */
export const newPipeline = (
  ids: Ids,
  { locationId, name, stages }: { locationId: string; name: string; stages: readonly string[] },
): OpportunityPipeline => ({
  id: ids.next(),
  name,
  stages: stages.map((stage, position) => ({
    id: ids.uuid(),
    name: stage,
    position,
    showInFunnel: true,
    showInPieChart: true,
  })),
  showInFunnel: true,
  showInPieChart: true,
  locationId,
})

/** The id of a stage: the first one where none is named. @returns undefined if the pipeline has no such stage. */
export const stageIdOf = ({ stages }: OpportunityPipeline, named: string | undefined): string | undefined =>
  (named === undefined ? stages[0] : stages.find(({ id }) => id === named))?.id
