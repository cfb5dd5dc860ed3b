import { Type } from 'typebox'
import { principalOf } from '../../auth/authorization.ts'
import { accessOf } from '../../auth/operation-scopes.ts'
import { operation, pathId } from '../../http/operation.ts'
import type { Pipeline } from '../../http/pipeline.ts'
import { sendJson } from '../../http/send-json.ts'
import type { ApiContext } from '../api-context.ts'
import { contactId, contactParams } from '../contacts/contact-params.ts'
import { contactOfPath } from '../contacts/find-contact.ts'
import { deleteRecord } from '../records/delete-record.ts'
import { getRecord, listRecords } from '../records/read-records.ts'
import { maxRecords, recordOfPath } from '../records/records.ts'
import { succeeded, succeededResponse } from '../schemas/succeeded-response.ts'
import { createTask } from './create-task.ts'
import { taskKind } from './task.ts'
import { createTaskBody, taskAnswers, taskCompletedBody, updateTaskBody } from './task-schemas.ts'
import { updateTask } from './update-task.ts'

const tag = 'Tasks'
const ofTask = Type.Object({ contactId, taskId: pathId('The id of the task.', 'lJpzYrWdpkC2hX6t2yue') })
const notFound = ['contactNotFound', 'locationForbidden', 'taskNotFound'] as const

const listOperation = operation({
  ...accessOf('get-all-tasks'),
  summary: 'Get all Tasks',
  description: 'Lists the tasks of a contact, latest first.',
  tag,
  params: contactParams,
  answer: { status: 200, description: `The tasks, at most ${maxRecords}.`, schema: taskAnswers.list },
  refusals: ['contactNotFound', 'locationForbidden'],
})

const createOperation = operation({
  ...accessOf('create-task'),
  summary: 'Create Task',
  description: 'Adds a task to a contact.',
  tag,
  params: contactParams,
  body: createTaskBody,
  precondition: contactOfPath,
  examples: {
    'A task': {
      title: 'Send the quote',
      body: 'With the discount for returning customers.',
      dueDate: '2020-10-25T11:00:00Z',
      completed: false,
      assignedTo: 'y0BeYjuRIlDwsDcOHOJo',
    },
  },
  answer: { status: 201, description: 'The new task.', schema: taskAnswers.created },
  refusals: ['contactNotFound', 'locationForbidden', 'userNotFound', 'tooManyTasks'],
})

const getOperation = operation({
  ...accessOf('get-task'),
  summary: 'Get Task',
  description: 'Returns a task of a contact.',
  tag,
  params: ofTask,
  answer: { status: 200, description: 'The task.', schema: taskAnswers.one },
  refusals: notFound,
})

const updateOperation = operation({
  ...accessOf('update-task'),
  summary: 'Update Task',
  description: 'Changes only the properties sent.',
  tag,
  params: ofTask,
  body: updateTaskBody,
  precondition: recordOfPath(taskKind, 'taskId'),
  examples: { 'Another day': { dueDate: '2020-10-26T11:00:00Z' }, Unassign: { assignedTo: '' } },
  answer: { status: 200, description: 'The task.', schema: taskAnswers.one },
  refusals: [...notFound, 'userNotFound'],
})

const completeOperation = operation({
  ...accessOf('update-task-completed'),
  summary: 'Update Task Completed',
  description: 'Marks a task as completed or open.',
  tag,
  params: ofTask,
  body: taskCompletedBody,
  precondition: recordOfPath(taskKind, 'taskId'),
  examples: { Done: { completed: true }, 'Not done': { completed: false } },
  answer: { status: 200, description: 'The task.', schema: taskAnswers.one },
  refusals: notFound,
})

const deleteOperation = operation({
  ...accessOf('delete-task'),
  summary: 'Delete Task',
  description: 'Deletes a task permanently.',
  tag,
  params: ofTask,
  answer: { status: 200, description: 'Deleted.', schema: succeededResponse },
  refusals: notFound,
})

/** Registers the operations on the tasks of a contact. Authorization runs before them. */
export function registerTaskRoutes(pipeline: Pipeline, context: ApiContext): void {
  const tasksUrl = '/contacts/:contactId/tasks'
  const taskUrl = `${tasksUrl}/:taskId`

  pipeline.get(tasksUrl, listOperation, async (request, reply) => {
    const tasks = await listRecords(context, principalOf(request), taskKind, request.params.contactId)
    return sendJson(reply, ['{"tasks":[', ...tasks, ']}'])
  })

  pipeline.post(tasksUrl, createOperation, async (request, reply) => {
    const { contactId } = request.params
    const task = await createTask(context, principalOf(request), contactId, request.body)
    return sendJson(reply.code(201), `{"task":${task},"traceId":"${request.id}"}`)
  })

  pipeline.get(taskUrl, getOperation, async (request, reply) => {
    const { contactId, taskId } = request.params
    const task = await getRecord(context, principalOf(request), taskKind, contactId, taskId)
    return sendJson(reply, `{"task":${task}}`)
  })

  pipeline.put(taskUrl, updateOperation, async (request, reply) => {
    const { contactId, taskId } = request.params
    const task = await updateTask(context, principalOf(request), contactId, taskId, request.body)
    return sendJson(reply, `{"task":${task}}`)
  })

  pipeline.put(`${taskUrl}/completed`, completeOperation, async (request, reply) => {
    const { contactId, taskId } = request.params
    const task = await updateTask(context, principalOf(request), contactId, taskId, request.body)
    return sendJson(reply, `{"task":${task}}`)
  })

  pipeline.delete(taskUrl, deleteOperation, async (request) => {
    const { contactId, taskId } = request.params
    await deleteRecord(context, principalOf(request), taskKind, contactId, taskId)
    return succeeded
  })
}
