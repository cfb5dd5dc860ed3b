import { type Command, InvalidArgumentError, Option } from 'commander'
import { createPipeline } from '../../api/pipelines/create-pipeline.ts'
import { maxStages, type OpportunityPipeline } from '../../api/pipelines/pipeline.ts'
import { findPipeline, listPipelines } from '../../api/pipelines/pipeline-store.ts'
import { listValue, nameValue } from '../argument-parsers.ts'
import { withVariable } from '../options.ts'
import { namedItemCommand } from './named-item.ts'

interface PipelineView {
  id: string
  name: string
  stages: { id: string; name: string }[]
}

/** `contactd pipeline`: the pipelines that opportunities move through. In HighLevel, they are created on its pages. */
export const pipelineCommand = (): Command =>
  namedItemCommand<{ name: string; stages: string[] }, PipelineView>({
    command: 'pipeline',
    noun: 'pipeline',
    description: 'Creates and lists the pipelines of opportunities.',
    options: [
      withVariable(
        new Option('--stages <list>', 'the names of its stages, separated by commas')
          .makeOptionMandatory()
          .argParser(stagesValue),
      ),
    ],
    example: "--name Sales --stages 'New,Offer sent,Negotiation'",
    create: async (tx, sources, locationId, { name, stages }) =>
      viewOf(await createPipeline(tx, sources, locationId, { name, stages })),
    list: async (tx, locationId, limit) => {
      const pipelines: PipelineView[] = []
      for (const { id } of await tx.all(listPipelines, { locationId, limit })) {
        const pipeline = await findPipeline(tx, locationId, id)
        if (pipeline) pipelines.push(viewOf(pipeline))
      }
      return pipelines
    },
    fields: ({ id, name, stages }) => ({ id, name, stages: stages.map(stageText).join(', ') }),
    columns: { ID: 'id', NAME: 'name', STAGES: 'stages' },
  })

const viewOf = ({ id, name, stages }: OpportunityPipeline): PipelineView => ({
  id,
  name,
  stages: stages.map((stage) => ({ id: stage.id, name: stage.name })),
})

const stageText = ({ id, name }: { id: string; name: string }) => `${name} (${id})`

/** @throws InvalidArgumentError */
function stagesValue(text: string): string[] {
  const names = listValue(text).map(nameValue)
  if (names.length > maxStages) throw new InvalidArgumentError(`A pipeline has at most ${maxStages} stages.`)
  return names
}
