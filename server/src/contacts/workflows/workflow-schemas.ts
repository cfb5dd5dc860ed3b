import { type Static, Type } from 'typebox'
import { bounds } from '../contact-schemas.ts'

export const workflowBody = Type.Object(
  {
    eventStartTime: Type.Optional(
      Type.String({
        description:
          'When the event begins that the workflow is about. A date or an instant of ISO 8601; without an offset, in UTC.',
        format: 'instant',
        maxLength: bounds.instant,
        example: '2021-06-23T03:30:00+01:00',
      }),
    ),
  },
  { additionalProperties: false },
)
export type WorkflowBody = Static<typeof workflowBody>
