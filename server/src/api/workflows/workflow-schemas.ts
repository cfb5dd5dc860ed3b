import { type Static, Type } from 'typebox'
import { bounds } from '../contacts/contact-schemas.ts'

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
