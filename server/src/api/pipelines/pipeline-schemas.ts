import { Type } from 'typebox'
import { namedLocationId } from '../schemas/named-location-id.ts'

export const pipelinesQuery = Type.Object({ locationId: namedLocationId() })

const shown = (where: string) => Type.Boolean({ description: `Shown in ${where}.`, example: true })
const inFunnel = shown('the funnel chart')
const inPieChart = shown('the pie chart')

const stage = Type.Object({
  id: Type.String({ description: 'A UUID.', example: '7915dedc-8f18-44d5-8bc3-77c04e994a10' }),
  name: Type.String({ example: 'New lead' }),
  position: Type.Integer({ description: 'From 0.', example: 0 }),
  showInFunnel: inFunnel,
  showInPieChart: inPieChart,
})

const pipeline = Type.Object({
  id: Type.String({ example: 'bCkKGpDsyPP4peuKowkG' }),
  name: Type.String({ example: 'Sales' }),
  stages: Type.Array(stage, { description: 'The stages in their order.' }),
  showInFunnel: inFunnel,
  showInPieChart: inPieChart,
  locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
})

export const pipelinesAnswer = Type.Object({
  pipelines: Type.Array(pipeline, { description: 'The pipelines, oldest first.' }),
})
