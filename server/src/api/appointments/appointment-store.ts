import { statement } from '../../storage/statement.ts'
import { type IdListParams, idList } from '../../storage/value-lists.ts'
import { recordStatements } from '../records/record-store.ts'

export const appointmentStatements = recordStatements('appointment', 'appointments')

/** Finds a row if the location has appointments. */
export const locationHasAppointments = statement<{ locationId: string }, { one: number }>(
  'location-has-appointments',
  'SELECT 1 AS "one" FROM appointments WHERE location_id = :locationId LIMIT 1',
)

/** The starts of the latest appointments of some contacts. A contact without appointments is missing. */
export const listLastAppointments = statement<IdListParams, { contactId: string; lastAppointment: number }>(
  'list-last-appointments-of-contacts',
  `SELECT contact_id AS "contactId", MAX(sort_time) AS "lastAppointment" FROM appointments
   WHERE location_id = :locationId AND contact_id IN (${idList}) GROUP BY contact_id`,
)

/** The keys of an appointment, and its length in UTF-16 units. */
export interface ListedAppointment {
  contactId: string
  id: string
  size: number
}

/** The latest first. */
export const listAppointmentsOfLocation = statement<{ locationId: string; limit: number }, ListedAppointment>(
  'list-appointments',
  `SELECT contact_id AS "contactId", id, size FROM appointments WHERE location_id = :locationId
   ORDER BY sort_time DESC, id DESC LIMIT :limit`,
)
