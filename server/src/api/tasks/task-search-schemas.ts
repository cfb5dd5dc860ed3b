import { type Static, Type } from 'typebox'
import { described } from '../../http/described.ts'
import { bounds } from '../schemas/bounds.ts'
import { nullable } from '../schemas/nullable.ts'

/** The default and the maximum page size. */
export const taskPage = { limit: 25, maxLimit: 1000 }
const maxSkip = 1_000_000
const maxListed = 500

const ids = (description: string, example: string[]) =>
  Type.Optional(
    Type.Array(Type.String({ maxLength: bounds.id }), {
      description: `${description}, at most ${maxListed}; an empty list is ignored.`,
      example,
      maxItems: maxListed,
    }),
  )
const instant = (description: string) =>
  Type.Optional(
    Type.String({
      description,
      format: 'instant',
      minLength: 1,
      maxLength: bounds.instant,
      example: '2026-01-31T12:00:00Z',
    }),
  )
const flag = (description: string) => Type.Optional(Type.Boolean({ description, example: true }))

export const taskSearchBody = Type.Object(
  {
    contactId: ids('The ids of contacts', ['ocQHyuzHvysMo5N5VsXc']),
    completed: Type.Optional(Type.Boolean({ description: 'Completed or open tasks only.', example: false })),
    assignedTo: ids('The ids of users', ['y0BeYjuRIlDwsDcOHOJo']),
    query: Type.Optional(
      Type.String({
        description: 'Text that occurs in the title or the body; case is ignored.',
        maxLength: 256,
        example: 'quote',
      }),
    ),
    limit: Type.Optional(
      Type.Integer({
        description: `The page size: ${taskPage.limit} by default, at most ${taskPage.maxLimit}.`,
        minimum: 1,
        maximum: taskPage.maxLimit,
        example: 10,
      }),
    ),
    skip: Type.Optional(
      Type.Integer({ description: 'The number of tasks to skip.', minimum: 0, maximum: maxSkip, example: 0 }),
    ),
    businessId: Type.Optional(
      Type.String({
        description: 'Tasks of the contacts of this business only.',
        maxLength: bounds.id,
        example: '63b7ec34ea409a9a8bd2a4ff',
      }),
    ),
    searchAfter: Type.Optional(
      Type.Array(Type.Unsafe<unknown>({}), {
        description: 'The `searchAfter` of the last row of the previous page.',
        example: [1729641711634, 'lJpzYrWdpkC2hX6t2yue'],
        maxItems: 2,
      }),
    ),
    sortKey: Type.Optional(
      Type.Enum(['dueDate'], { type: 'string', description: 'The only sort key.', example: 'dueDate' }),
    ),
    sortDirection: Type.Optional(
      Type.Enum([1, -1], {
        type: 'number',
        description: 'The earliest due first (1), or the latest (-1), which is the default.',
        example: 1,
      }),
    ),
    count: flag('Also returns the number of tasks on all pages.'),
    overdue: flag('Open tasks whose due date has passed only.'),
    unAssigned: flag('Tasks without a user only.'),
    dueDate: Type.Optional(
      Type.Object(
        {
          gt: instant('After this instant.'),
          gte: instant('At this instant or later.'),
          lt: instant('Before this instant.'),
          lte: instant('At this instant or earlier.'),
        },
        { additionalProperties: false, description: 'The range of due dates.' },
      ),
    ),
  },
  { additionalProperties: false },
)
export type TaskSearchBody = Static<typeof taskSearchBody>

const text = (example: string, description?: string) => Type.String({ example, ...described(description) })
const names = { firstName: nullable(text('Jane')), lastName: nullable(text('Doe')) }

const row = Type.Object({
  _id: text('lJpzYrWdpkC2hX6t2yue', 'The id of the task.'),
  title: text('Send the quote'),
  body: Type.Optional(text('With the discount.', 'The details.')),
  assignedTo: Type.Optional(text('y0BeYjuRIlDwsDcOHOJo', 'The id of a user.')),
  dueDate: text('2021-07-08T02:30:00.000Z', 'ISO 8601, in UTC.'),
  completed: Type.Boolean({ example: false }),
  contactId: text('ocQHyuzHvysMo5N5VsXc'),
  locationId: text('ve9EPM428h8vShlRW1KT'),
  status: text('to_do', '`to_do` or `completed`.'),
  statusGroup: text('to_do', 'The same as `status`.'),
  deleted: Type.Boolean({ description: 'Always `false`.', example: false }),
  dateAdded: text('2021-07-08T02:30:00.000Z'),
  dateUpdated: text('2021-07-08T02:30:00.000Z'),
  contactDetails: Type.Object(
    { _id: text('ocQHyuzHvysMo5N5VsXc', 'The id of the contact.'), ...names },
    { description: 'The name of the contact.' },
  ),
  assignedToUserDetails: Type.Optional(
    Type.Object(
      { id: text('y0BeYjuRIlDwsDcOHOJo'), firstName: text('Una'), lastName: text('User') },
      { description: 'The name of the user, if the location still has the user.' },
    ),
  ),
  searchAfter: Type.Array(Type.Unsafe<unknown>({}), {
    description: 'The position of the row: its due date in milliseconds, and its id.',
    example: [1625711400000, 'lJpzYrWdpkC2hX6t2yue'],
  }),
})

export const taskSearchAnswer = Type.Object({
  tasks: Type.Array(row),
  count: Type.Optional(
    Type.Integer({ description: 'The number of tasks on all pages. Present only if asked for.', example: 1 }),
  ),
})
