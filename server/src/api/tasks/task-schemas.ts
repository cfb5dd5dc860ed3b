import { type Static, Type } from 'typebox'
import { bounds } from '../schemas/bounds.ts'

/** The longest text of a task, in characters. */
const maxBody = 65_536

const title = Type.String({
  minLength: 1,
  maxLength: bounds.text,
  example: 'First Task',
})
const dueDate = Type.String({
  description: 'An ISO 8601 date or time; UTC without an offset.',
  format: 'instant',
  minLength: 1,
  maxLength: bounds.instant,
  example: '2020-10-25T11:00:00Z',
})
const completed = Type.Boolean({ example: true })
const body = Type.Optional(
  Type.String({
    description: 'The details. `""` removes them.',
    maxLength: maxBody,
    example: 'lorem ipsum',
  }),
)
const assignedTo = Type.Optional(
  Type.String({
    description: 'A user of the location. `""` removes it.',
    maxLength: bounds.id,
    example: 'y0BeYjuRIlDwsDcOHOJo',
  }),
)

export const createTaskBody = Type.Object(
  { title, body, dueDate, completed, assignedTo },
  { additionalProperties: false },
)
export type CreateTaskBody = Static<typeof createTaskBody>

export const updateTaskBody = Type.Object(
  {
    title: Type.Optional(title),
    body,
    dueDate: Type.Optional(dueDate),
    completed: Type.Optional(completed),
    assignedTo,
  },
  { additionalProperties: false },
)
export type UpdateTaskBody = Static<typeof updateTaskBody>

export const taskCompletedBody = Type.Object({ completed }, { additionalProperties: false })

const taskAnswer = Type.Object({
  id: Type.String({ example: 'lJpzYrWdpkC2hX6t2yue' }),
  title: Type.String({ example: 'test' }),
  body: Type.Optional(Type.String({ description: 'The details.', example: 'testing' })),
  assignedTo: Type.Optional(
    Type.String({
      description: 'The id of a user.',
      example: 'y0BeYjuRIlDwsDcOHOJo',
    }),
  ),
  dueDate: Type.String({ description: 'ISO 8601, in UTC.', example: '2021-07-08T02:30:00.000Z' }),
  completed,
  contactId: Type.String({ example: 'ocQHyuzHvysMo5N5VsXc' }),
})

export const taskAnswers = {
  one: Type.Object({ task: taskAnswer }),
  created: Type.Object({
    task: taskAnswer,
    traceId: Type.String({
      example: '494a7862-4dc9-4165-a5b2-fed3443636aa',
    }),
  }),
  list: Type.Object({ tasks: Type.Array(taskAnswer) }),
}
