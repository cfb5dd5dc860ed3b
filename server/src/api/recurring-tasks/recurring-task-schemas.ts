import { type Static, type TProperties, Type } from 'typebox'
import { described } from '../../http/described.ts'
import { bounds } from '../schemas/bounds.ts'
import { nullable } from '../schemas/nullable.ts'
import { daysOfWeek, intervalTypes } from './recurrence.ts'

/** The most contacts of one recurring task: one write makes a task for each. */
export const maxContacts = 50
export const maxOwners = 10
const maxDescription = 65_536
const secondsOfTenYears = 10 * 366 * 24 * 60 * 60

const title = Type.String({ minLength: 1, maxLength: bounds.text, example: 'Call back' })
const description = Type.Optional(
  Type.String({ description: 'The details of the tasks.', maxLength: maxDescription, example: 'By phone' }),
)
const ids = (text: string, example: string, maxItems: number) =>
  Type.Optional(
    Type.Array(Type.String({ maxLength: bounds.id }), { description: text, example: [example], maxItems }),
  )
const whole = (text: string, example: number, limits: { minimum: number; maximum: number }) =>
  Type.Number({ description: text, example, multipleOf: 1, ...limits })
const instant = (text: string) =>
  Type.String({
    description: text,
    format: 'instant',
    minLength: 1,
    maxLength: bounds.instant,
    example: '2026-01-31T12:00:00.000Z',
  })

const rruleOptions = Type.Object(
  {
    intervalType: Type.Enum([...intervalTypes], {
      type: 'string',
      description: 'What passes between two occurrences.',
      example: 'monthly',
    }),
    interval: whole('How many of them pass.', 2, { minimum: 1, maximum: 1000 }),
    startDate: instant('The start. Its time of day, in the time zone of the location, is that of all.'),
    endDate: Type.Optional(nullable(instant('The last moment at which the task recurs.'))),
    dayOfMonth: Type.Optional(
      nullable(
        whole('For months and years; the last day of a shorter month.', 15, { minimum: 1, maximum: 31 }),
      ),
    ),
    dayOfWeek: Type.Optional(
      nullable(Type.Enum([...daysOfWeek], { type: 'string', description: 'For weeks.', example: 'MO' })),
    ),
    monthOfYear: Type.Optional(nullable(whole('For years.', 1, { minimum: 1, maximum: 12 }))),
    count: Type.Optional(
      nullable(whole('The most occurrences that make tasks.', 10, { minimum: 1, maximum: 1_000_000 })),
    ),
    createTaskIfOverDue: Type.Optional(
      nullable(
        Type.Boolean({
          description: 'Whether a task is made while the previous one is overdue; not by default.',
          example: true,
        }),
      ),
    ),
    dueAfterSeconds: whole('How long after its occurrence a task is due.', 600, {
      minimum: 0,
      maximum: secondsOfTenYears,
    }),
  },
  { additionalProperties: false, description: 'When tasks are made.' },
)

const further = {
  description,
  contactIds: ids(
    `The contacts that get the tasks, at most ${maxContacts}.`,
    'ocQHyuzHvysMo5N5VsXc',
    maxContacts,
  ),
  owners: ids(
    'Users of the location. The tasks are assigned to the first.',
    'y0BeYjuRIlDwsDcOHOJo',
    maxOwners,
  ),
}
const ignoreTaskCreation = (text: string) => Type.Optional(Type.Boolean({ description: text, example: true }))

const body = <Properties extends TProperties>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false })

export const createRecurringTaskBody = body({
  title,
  ...further,
  rruleOptions,
  ignoreTaskCreation: ignoreTaskCreation('Whether the first task is not made at once.'),
})
export type CreateRecurringTaskBody = Static<typeof createRecurringTaskBody>

export const updateRecurringTaskBody = body({
  title: Type.Optional(title),
  ...further,
  rruleOptions: Type.Optional(rruleOptions),
  ignoreTaskCreation: ignoreTaskCreation('Ignored: an update makes no task.'),
})
export type UpdateRecurringTaskBody = Static<typeof updateRecurringTaskBody>

export type SentRules = Static<typeof rruleOptions>

const text = (example: string, description?: string) => Type.String({ example, ...described(description) })

const number = (description: string, example: number) => Type.Number({ description, example })

const answer = Type.Object({
  id: text('sx6wyHhbFdRXh302Lunr'),
  title: text('Call back'),
  description: text('By phone'),
  locationId: text('ve9EPM428h8vShlRW1KT'),
  updatedAt: text('2026-01-31T12:00:00.000Z'),
  createdAt: text('2026-01-31T12:00:00.000Z'),
  rruleOptions: Type.Object(
    {
      intervalType: text('monthly', '`yearly`, `monthly`, `weekly`, `daily` or `hourly`.'),
      interval: number('How many of them pass.', 2),
      startDate: text('2026-01-31T12:00:00.000Z', 'The start.'),
      endDate: Type.Optional(text('2026-12-31T12:00:00.000Z', 'The last moment at which the task recurs.')),
      dayOfMonth: Type.Optional(number('For months and years.', 15)),
      dayOfWeek: Type.Optional(text('MO', 'For weeks.')),
      monthOfYear: Type.Optional(number('For years.', 1)),
      count: Type.Optional(number('The most occurrences that make tasks.', 10)),
      createTaskIfOverDue: Type.Optional(
        Type.Boolean({ description: 'Whether overdue tasks are ignored.', example: true }),
      ),
      dueAfterSeconds: number('How long after its occurrence a task is due.', 600),
    },
    { description: 'As sent.' },
  ),
  totalOccurrence: Type.Number({ description: 'How many occurrences have made tasks.', example: 10 }),
  deleted: Type.Boolean({ description: 'Always `false`.', example: false }),
  assignedTo: Type.Optional(text('y0BeYjuRIlDwsDcOHOJo', 'The first owner.')),
  contactId: Type.Optional(text('ocQHyuzHvysMo5N5VsXc', 'The first contact.')),
})

export const recurringTaskAnswers = {
  one: Type.Object({ recurringTask: answer }),
  deleted: Type.Object({
    id: text('sx6wyHhbFdRXh302Lunr'),
    success: Type.Boolean({ example: true }),
  }),
}
