import { type Static, Type } from 'typebox'
import { bounds } from '../schemas/bounds.ts'
import { namedLocationId } from '../schemas/named-location-id.ts'

export const workflowBody = Type.Object(
  {
    eventStartTime: Type.Optional(
      Type.String({
        description: 'Start of the event that the workflow is for: a date, a time and a numeric offset.',
        format: 'event-start-time',
        maxLength: bounds.instant,
        example: '2021-06-23T03:30:00+01:00',
      }),
    ),
  },
  { additionalProperties: false },
)
export type WorkflowBody = Static<typeof workflowBody>

export const workflowsQuery = Type.Object({ locationId: namedLocationId() })

export const workflowsAnswer = Type.Object({
  workflows: Type.Array(
    Type.Object({
      id: Type.String({ example: 'sx6wyHhbFdRXh302LLNR' }),
      name: Type.String({ example: 'First Workflow' }),
      status: Type.String({ example: 'draft' }),
      version: Type.Integer({ description: 'Always 1: contactd does not change workflows.', example: 1 }),
      createdAt: Type.String({ example: '2021-05-26T11:33:49.000Z' }),
      updatedAt: Type.String({ example: '2021-05-26T11:33:49.000Z' }),
      locationId: Type.String({ example: 've9EPM428h8vShlRW1KT' }),
    }),
  ),
})
