import { statement } from '../../storage/statement.ts'

type MinuteRow = {
  /** The number of minutes since 1970. */
  minute: number
  requests: number
  refused: number
  failed: number
  /** A JSON array: the number of requests of each bucket of durations. */
  durations: string
}

export const findMinute = statement<{ locationId: string; minute: number }, MinuteRow>(
  'find-request-minute',
  `SELECT minute, requests, refused, failed, durations FROM request_minutes
   WHERE location_id = :locationId AND minute = :minute`,
)

/** Replaces the counts of the minute if there are any. */
export const saveMinute = statement<{ locationId: string } & MinuteRow>(
  'save-request-minute',
  `INSERT INTO request_minutes (location_id, minute, requests, refused, failed, durations)
   VALUES (:locationId, :minute, :requests, :refused, :failed, :durations)
   ON CONFLICT (location_id, minute) DO UPDATE SET requests = excluded.requests, refused = excluded.refused,
     failed = excluded.failed, durations = excluded.durations`,
)

/** The oldest first. */
export const listMinutes = statement<{ locationId: string; first: number; before: number }, MinuteRow>(
  'list-request-minutes',
  `SELECT minute, requests, refused, failed, durations FROM request_minutes
   WHERE location_id = :locationId AND minute >= :first AND minute < :before ORDER BY minute`,
)

export const deleteMinutesBefore = statement<{ locationId: string; minute: number }>(
  'delete-request-minutes-before',
  'DELETE FROM request_minutes WHERE location_id = :locationId AND minute < :minute',
)
