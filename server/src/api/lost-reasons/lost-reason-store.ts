import type { Added } from '../../storage/read-in-slices.ts'
import { statement } from '../../storage/statement.ts'

/** Why opportunities of a location are lost. */
export interface LostReasonRow {
  locationId: string
  id: string
  name: string
  dateAdded: number
}

const columns = 'location_id AS "locationId", id, name, date_added AS "dateAdded"'

export const findLostReason = statement<{ locationId: string; id: string }, LostReasonRow>(
  'find-lost-reason',
  `SELECT ${columns} FROM lost_reasons WHERE location_id = :locationId AND id = :id`,
)

/** Rows after a given one, oldest first. */
export const listLostReasons = statement<{ locationId: string; limit: number } & Added, LostReasonRow>(
  'list-lost-reasons',
  `SELECT ${columns} FROM lost_reasons
   WHERE location_id = :locationId AND (date_added, id) > (:dateAdded, :id)
   ORDER BY date_added, id LIMIT :limit`,
)

export const countLostReasons = statement<{ locationId: string }, { count: number }>(
  'count-lost-reasons',
  'SELECT COUNT(*) AS "count" FROM lost_reasons WHERE location_id = :locationId',
)

export const insertLostReason = statement<{
  locationId: string
  id: string
  name: string
  dateAdded: number
}>(
  'insert-lost-reason',
  `INSERT INTO lost_reasons (location_id, id, name, date_added)
   VALUES (:locationId, :id, :name, :dateAdded)`,
)
