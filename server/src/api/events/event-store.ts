import { statement } from '../../storage/statement.ts'

/**
 * The types of the events that the webhooks of a location take, separated by commas, with repetitions; `*` stands for
 * all of them. Null if no webhook takes any. One row for every location, so that both engines cache it.
 */
export const findTakenEvents = statement<{ locationId: string }, { types: string | null }>(
  'find-taken-events',
  `SELECT STRING_AGG(events, ',') AS "types" FROM webhooks
   WHERE location_id = :locationId AND last_sequence IS NULL`,
)

export const insertEvent = statement<{
  locationId: string
  id: string
  type: string
  contactId: string | null
  dateAdded: number
  document: string
}>(
  'insert-webhook-event',
  `INSERT INTO webhook_events (location_id, id, type, contact_id, date_added, document)
   VALUES (:locationId, :id, :type, :contactId, :dateAdded, :document)`,
)
