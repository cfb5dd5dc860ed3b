import { type Statement, statement } from '../../storage/statement.ts'

/** What a search knows of a task without its document. */
export interface TaskPlace {
  contactId: string
  id: string
  /** ISO 8601 with milliseconds, in UTC. */
  dueDate: string
  /** 0 or 1. */
  completed: number
  assignedTo: string | null
  /** The length of the document in UTF-16 units. */
  size: number
}

/** A place in the order of a search. */
export type TaskPosition = { dueDate: string; id: string }

const columns = `contact_id AS "contactId", id, due_date AS "dueDate", completed,
  assigned_to AS "assignedTo", size`

/** The tasks of a location after a position. All of it comes from the index `tasks_in_order`. */
export const listTasksByDueDate: Record<
  'asc' | 'desc',
  Statement<{ locationId: string; limit: number } & TaskPosition, TaskPlace>
> = {
  asc: statement(
    'list-tasks-earliest-first',
    `SELECT ${columns} FROM tasks WHERE location_id = :locationId AND (due_date, id) > (:dueDate, :id)
     ORDER BY due_date, id LIMIT :limit`,
  ),
  desc: statement(
    'list-tasks-latest-first',
    `SELECT ${columns} FROM tasks WHERE location_id = :locationId AND (due_date, id) < (:dueDate, :id)
     ORDER BY due_date DESC, id DESC LIMIT :limit`,
  ),
}

/** The tasks of a contact after a place in the index `tasks_of_contact`, which has all of it. */
export const listTasksOfContact = statement<
  { locationId: string; contactId: string; sortTime: number; id: string; limit: number },
  TaskPlace & { sortTime: number }
>(
  'list-tasks-of-contact-for-search',
  `SELECT ${columns}, sort_time AS "sortTime" FROM tasks
   WHERE location_id = :locationId AND contact_id = :contactId AND (sort_time, id) > (:sortTime, :id)
   ORDER BY sort_time, id LIMIT :limit`,
)

type Key = { locationId: string; contactId: string; id: string }

/** A task with the dates that its document lacks. */
export interface FoundTaskRow {
  document: string
  dateAdded: number
  dateUpdated: number
}

export const findFoundTask = statement<Key, FoundTaskRow>(
  'find-found-task',
  `SELECT document, sort_time AS "dateAdded", date_updated AS "dateUpdated" FROM tasks
   WHERE location_id = :locationId AND contact_id = :contactId AND id = :id`,
)

/** The length of a contact's document in UTF-8. */
export const findContactSize = statement<{ locationId: string; id: string }, { size: number }>(
  'find-contact-size',
  `SELECT octet_length(document) AS "size" FROM contacts WHERE location_id = :locationId AND id = :id`,
)
