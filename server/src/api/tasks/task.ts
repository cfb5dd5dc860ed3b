import { errors } from '../../http/errors.ts'
import { utcInstant } from '../../lib/instant.ts'
import type { SqlParams } from '../../storage/statement.ts'
import type { WriteTx } from '../../storage/storage.ts'
import type { ContactRef } from '../contacts/find-contact.ts'
import { recordStatements } from '../records/record-store.ts'
import { addRecord, changedText, insertRecord, type NamedRecordKind } from '../records/records.ts'
import { eventsOfDeletion } from './task-events.ts'
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

export const taskStatements = recordStatements('task', 'tasks', {
  due_date: 'dueDate',
  completed: 'completed',
  assigned_to: 'assignedTo',
  date_updated: 'dateUpdated',
})

/** The columns that a search of the location's tasks reads. @param dateUpdated in milliseconds since 1970. */
export const taskColumns = ({ dueDate, completed, assignedTo }: Task, dateUpdated: number): SqlParams => ({
  dueDate,
  completed: completed ? 1 : 0,
  assignedTo: assignedTo ?? null,
  dateUpdated,
})

export const taskKind: NamedRecordKind = {
  plural: 'tasks',
  statements: taskStatements,
  notFound: errors.taskNotFound,
  eventsOfDeletion: ({ document, sortTime }) => eventsOfDeletion(JSON.parse(document) as Task, sortTime),
}

/** Applies a body to a task, with the keys in HighLevel's order. `""` removes a property. */
export const changedTask = (before: Task, body: UpdateTaskBody): Task => ({
  id: before.id,
  title: body.title ?? before.title,
  body: changedText(before.body, body.body),
  assignedTo: changedText(before.assignedTo, body.assignedTo),
  dueDate: body.dueDate === undefined ? before.dueDate : utcInstant(body.dueDate),
  completed: body.completed ?? before.completed,
  contactId: before.contactId,
})

/** Adds a task to a contact. @returns JSON of the task. @throws ApiError 400 or 422 at the limits of the contact. */
export const addTask = (tx: WriteTx, place: ContactRef, now: number, task: Task): Promise<string> =>
  addRecord(tx, taskKind, place, now, task, taskColumns(task, now))

/** Adds a task to a contact that has room for it. @returns JSON of the task. */
export const insertTask = (tx: WriteTx, place: ContactRef, now: number, task: Task): Promise<string> =>
  insertRecord(tx, taskKind, place, now, task, taskColumns(task, now))
