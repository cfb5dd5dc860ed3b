import type { NewEvent } from '../events/record-events.ts'
import type { Task } from './task.ts'

/** @param dateAdded of the task, in milliseconds since 1970. */
export const taskEvent = (
  type: 'TaskCreate' | 'TaskComplete' | 'TaskDelete',
  { id, assignedTo, body, contactId, title, dueDate }: Task,
  dateAdded: number,
): NewEvent => ({
  type,
  contactId,
  payload: {
    id,
    assignedTo,
    body,
    contactId,
    title,
    dateAdded: new Date(dateAdded).toISOString(),
    dueDate,
  },
})

/** The events of a new task. One that is completed from the start also fires `TaskComplete`. */
export const eventsOfCreation = (task: Task, dateAdded: number): NewEvent[] => [
  taskEvent('TaskCreate', task, dateAdded),
  ...(task.completed ? [taskEvent('TaskComplete', task, dateAdded)] : []),
]

/** Of an update, only the completion is an event: HighLevel has no TaskUpdate. */
export const eventsOfUpdate = (before: Task, after: Task, dateAdded: number): NewEvent[] =>
  after.completed && !before.completed ? [taskEvent('TaskComplete', after, dateAdded)] : []

export const eventsOfDeletion = (task: Task, dateAdded: number): NewEvent[] => [
  taskEvent('TaskDelete', task, dateAdded),
]
