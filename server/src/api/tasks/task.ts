import { errors } from '../../http/errors.ts'
import { parseInstant } from '../../lib/instant.ts'
import { recordStatements } from '../records/record-store.ts'
import { changedText, type NamedRecordKind } from '../records/records.ts'
import type { UpdateTaskBody } from './task-schemas.ts'

/** A task, exactly as stored and returned, without unset properties. */
export interface Task {
  id: string
  title: string
  body?: string | undefined
  /** The assigned user. */
  assignedTo?: string | undefined
  /** ISO 8601 with milliseconds, in UTC. */
  dueDate: string
  completed: boolean
  contactId: string
}

export const taskStatements = recordStatements('task', 'tasks')

export const taskKind: NamedRecordKind = {
  plural: 'tasks',
  statements: taskStatements,
  notFound: errors.taskNotFound,
}

/** Applies a body to a task, with the keys in HighLevel's order. `""` removes a property. */
export const changedTask = (before: Task, body: UpdateTaskBody): Task => ({
  id: before.id,
  title: body.title ?? before.title,
  body: changedText(before.body, body.body),
  assignedTo: changedText(before.assignedTo, body.assignedTo),
  dueDate: body.dueDate === undefined ? before.dueDate : utcOf(body.dueDate),
  completed: body.completed ?? before.completed,
  contactId: before.contactId,
})

/** @param instant valid by the schema. */
const utcOf = (instant: string) => new Date(parseInstant(instant) ?? Number.NaN).toISOString()
