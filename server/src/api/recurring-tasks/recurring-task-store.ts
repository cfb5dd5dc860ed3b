import { statement } from '../../storage/statement.ts'

type Key = { locationId: string; id: string }

/** @param nextDue the next occurrence, in milliseconds since 1970; null if there is none. */
type Content = { nextDue: number | null; document: string }

export interface RecurringTaskRow {
  /** JSON of a RecurringTask. */
  document: string
  nextDue: number | null
}

export const findRecurringTask = statement<Key, RecurringTaskRow>(
  'find-recurring-task',
  `SELECT document, next_due AS "nextDue" FROM recurring_tasks
   WHERE location_id = :locationId AND id = :id`,
)

export const countRecurringTasks = statement<{ locationId: string }, { count: number }>(
  'count-recurring-tasks',
  'SELECT COUNT(*) AS "count" FROM recurring_tasks WHERE location_id = :locationId',
)

export const insertRecurringTask = statement<Key & Content>(
  'insert-recurring-task',
  `INSERT INTO recurring_tasks (location_id, id, next_due, document)
   VALUES (:locationId, :id, :nextDue, :document)`,
)

export const updateRecurringTaskRow = statement<Key & Content>(
  'update-recurring-task',
  `UPDATE recurring_tasks SET next_due = :nextDue, document = :document
   WHERE location_id = :locationId AND id = :id`,
)

export const deleteRecurringTaskRow = statement<Key>(
  'delete-recurring-task',
  'DELETE FROM recurring_tasks WHERE location_id = :locationId AND id = :id',
)

/** The place of a recurring task that is due. */
export type DuePlace = Key & { nextDue: number }

const duePlaces = (place: string) =>
  `SELECT next_due AS "nextDue", location_id AS "locationId", id FROM recurring_tasks
   WHERE ${place}next_due <= :now AND (next_due, location_id, id) > (:nextDue, :locationId, :id)
   ORDER BY next_due, location_id, id LIMIT :limit`

/** Of all locations, those that are due, after a place. */
export const listDuePlaces = statement<DuePlace & { now: number; limit: number }, DuePlace>(
  'list-places-of-due-recurring-tasks',
  duePlaces(''),
  { inLocation: duePlaces('location_id = :ofLocation AND ') },
)

/** Of a location, those that have been due for longest. */
export const listDueOfLocation = statement<
  { locationId: string; now: number; limit: number },
  { document: string; nextDue: number }
>(
  'list-due-recurring-tasks-of-location',
  `SELECT document, next_due AS "nextDue" FROM recurring_tasks
   WHERE location_id = :locationId AND next_due <= :now ORDER BY next_due, id LIMIT :limit`,
)

/** Of a location, those whose documents may contain a text. */
export const listRecurringTasksWith = statement<
  { locationId: string; pattern: string; limit: number },
  { id: string; document: string; nextDue: number | null }
>(
  'list-recurring-tasks-with',
  `SELECT id, document, next_due AS "nextDue" FROM recurring_tasks
   WHERE location_id = :locationId AND document LIKE :pattern ORDER BY id LIMIT :limit`,
)
