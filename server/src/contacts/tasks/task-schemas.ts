import { type Static, Type } from 'typebox'
import { bounds } from '../contact-schemas.ts'

/** The longest text of a task, in characters. */
const maxBody = 65_536

const title = Type.String({
  description: 'What is to be done.',
  minLength: 1,
  maxLength: bounds.text,
  example: 'First Task',
})
const dueDate = Type.String({
  description: 'By when. A date or an instant of ISO 8601; without an offset, in UTC.',
  format: 'instant',
  maxLength: bounds.instant,
  example: '2020-10-25T11:00:00Z',
})
const completed = Type.Boolean({ description: 'Whether it is done.', example: true })
const optional = {
  body: Type.Optional(
    Type.String({
      description: 'More about it. `""` clears it.',
      maxLength: maxBody,
      example: 'lorem ipsum',
    }),
  ),
  assignedTo: Type.Optional(
    Type.String({
      description: 'The user of the location who is to do it. `""` clears it.',
      maxLength: bounds.id,
      example: 'y0BeYjuRIlDwsDcOHOJo',
    }),
  ),
}

export const createTaskBody = Type.Object(
  { title, dueDate, completed, ...optional },
  { additionalProperties: false },
)
export type CreateTaskBody = Static<typeof createTaskBody>

export const updateTaskBody = Type.Object(
  {
    title: Type.Optional(title),
    dueDate: Type.Optional(dueDate),
    completed: Type.Optional(completed),
    ...optional,
  },
  { additionalProperties: false },
)
export type UpdateTaskBody = Static<typeof updateTaskBody>

export const taskCompletedBody = Type.Object({ completed }, { additionalProperties: false })

const taskAnswer = Type.Object(
  {
    id: Type.String({ description: 'The id of the task.', example: 'lJpzYrWdpkC2hX6t2yue' }),
    title: Type.String({ description: 'What is to be done.', example: 'test' }),
    body: Type.Optional(
      Type.String({ description: 'More about it. Missing when not set.', example: 'testing' }),
    ),
    assignedTo: Type.Optional(
      Type.String({
        description: 'The user who is to do it. Missing when not set.',
        example: 'y0BeYjuRIlDwsDcOHOJo',
      }),
    ),
    dueDate: Type.String({ description: 'By when. ISO 8601, in UTC.', example: '2021-07-08T02:30:00.000Z' }),
    completed,
    contactId: Type.String({ description: 'The contact that it is about.', example: 'ocQHyuzHvysMo5N5VsXc' }),
  },
  { description: 'The task.' },
)

export const taskAnswers = {
  one: Type.Object({ task: taskAnswer }),
  list: Type.Object({ tasks: Type.Array(taskAnswer, { description: 'The tasks, the latest first.' }) }),
}
