import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import type { ApiContext } from '../api-context.ts'
import { locationOfPath } from '../locations/find-location.ts'
import { deleteRecurringTask } from './delete-recurring-task.ts'
import { getRecurringTask, recurringTaskOfPath } from './find-recurring-task.ts'
import { recurringTaskView } from './recurring-task.ts'
import {
  createRecurringTaskBody,
  recurringTaskAnswers,
  updateRecurringTaskBody,
} from './recurring-task-schemas.ts'
import { addRecurringTask, updateRecurringTask } from './save-recurring-task.ts'

const tag = 'Recurring Tasks'
const locationId = pathId('The id of the location.', 've9EPM428h8vShlRW1KT')
const paramsWithId = Type.Object({
  locationId,
  id: pathId('The id of the recurring task.', 'Rk3vTnWq8sLzX2bYh6Mc'),
})
const notFound = ['locationUnreachable', 'recurringTaskNotFound'] as const

const createOperation = operation({
  ...accessOf('create-recurring-task'),
  summary: 'Create Recurring Task',
  description: 'Creates a recurring task, which makes tasks for its contacts at its occurrences.',
  tag,
  params: Type.Object({ locationId }),
  body: createRecurringTaskBody,
  precondition: locationOfPath,
  examples: {
    'Every second Monday': {
      title: 'Call back',
      description: 'By phone',
      contactIds: ['ocQHyuzHvysMo5N5VsXc'],
      owners: ['y0BeYjuRIlDwsDcOHOJo'],
      rruleOptions: {
        intervalType: 'weekly',
        interval: 2,
        dayOfWeek: 'MO',
        startDate: '2026-01-31T12:00:00.000Z',
        dueAfterSeconds: 3600,
      },
      ignoreTaskCreation: true,
    },
  },
  answer: { status: 201, description: 'The new recurring task.', schema: recurringTaskAnswers.one },
  refusals: ['locationUnreachable', 'contactNotFound', 'userNotFound', 'tooManyRecurringTasks'],
})

const getOperation = operation({
  ...accessOf('get-recurring-task-by-id'),
  summary: 'Get Recurring Task',
  description: 'Returns a recurring task.',
  tag,
  params: paramsWithId,
  answer: { status: 200, description: 'The recurring task.', schema: recurringTaskAnswers.one },
  refusals: notFound,
})

const updateOperation = operation({
  ...accessOf('update-recurring-task'),
  summary: 'Update Recurring Task',
  description: 'Changes only the properties sent. Tasks that exist stay as they are.',
  tag,
  params: paramsWithId,
  body: updateRecurringTaskBody,
  precondition: recurringTaskOfPath,
  examples: { 'Another title': { title: 'Write back' } },
  answer: { status: 200, description: 'The recurring task.', schema: recurringTaskAnswers.one },
  refusals: [...notFound, 'contactNotFound', 'userNotFound'],
})

const deleteOperation = operation({
  ...accessOf('delete-recurring-task'),
  summary: 'Delete Recurring Task',
  description: 'Deletes a recurring task. Tasks that exist stay as they are.',
  tag,
  params: paramsWithId,
  answer: { status: 200, description: 'Deleted.', schema: recurringTaskAnswers.deleted },
  refusals: notFound,
})

/** Registers the operations on the recurring tasks of a location. Authorization runs before them. */
export function registerRecurringTaskRoutes(pipeline: Pipeline, context: ApiContext): void {
  const { storage } = context
  const url = '/locations/:locationId/recurring-tasks'

  pipeline.post(url, createOperation, async (request, reply) => {
    const { locationId } = request.params
    const recurringTask = await addRecurringTask(context, principalOf(request), locationId, request.body)
    reply.code(201)
    return { recurringTask: recurringTaskView(recurringTask) }
  })

  pipeline.get(`${url}/:id`, getOperation, async (request) => {
    const recurringTask = await getRecurringTask(storage, principalOf(request), request.params)
    return { recurringTask: recurringTaskView(recurringTask) }
  })

  pipeline.put(`${url}/:id`, updateOperation, async (request) => {
    const recurringTask = await updateRecurringTask(
      context,
      principalOf(request),
      request.params,
      request.body,
    )
    return { recurringTask: recurringTaskView(recurringTask) }
  })

  pipeline.delete(`${url}/:id`, deleteOperation, async (request) => {
    await deleteRecurringTask(storage, principalOf(request), request.params)
    return { id: request.params.id, success: true }
  })
}
