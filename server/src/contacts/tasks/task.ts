import { errors } from '../../http/errors.ts'
import { parseInstant } from '../../lib/instant.ts'
import { changedText } from '../records/changed-text.ts'
import type { NamedRecordKind } from '../records/records.ts'
import type { UpdateTaskBody } from './task-schemas.ts'
import { taskStatements } from './task-store.ts'

/** A task as stored, and, letter for letter, as answered. What is not set is missing. */
export interface Task {
  id: string
  title: string
  body?: string | undefined
  /** The user who is to do it. */
  assignedTo?: string | undefined
  /** ISO 8601 with milliseconds, in UTC. */
  dueDate: string
  completed: boolean
  contactId: string
}

export const taskKind: NamedRecordKind = {
  plural: 'tasks',
  statements: taskStatements,
  notFound: errors.taskNotFound,
}

/** The task with what a body includes, its keys in the order of HighLevel's. `""` clears. */
export const changedTask = (before: Task, body: UpdateTaskBody): Task => ({
  id: before.id,
  title: body.title ?? before.title,
  body: changedText(before.body, body.body),
  assignedTo: changedText(before.assignedTo, body.assignedTo),
  dueDate: body.dueDate === undefined ? before.dueDate : utcOf(body.dueDate),
  completed: body.completed ?? before.completed,
  contactId: before.contactId,
})

/** @param instant that the schema has let pass. */
const utcOf = (instant: string) => new Date(parseInstant(instant) ?? Number.NaN).toISOString()
